package io.chandler.osb.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A clock that goes on when somebody waits. */
final class TestTime extends Clock implements Waiter {

    private Instant now = Instant.parse("2026-01-31T10:00:00Z");
    final List<Duration> waits = new ArrayList<>();

    @Override
    public void await(Duration duration) {
        waits.add(duration);
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
