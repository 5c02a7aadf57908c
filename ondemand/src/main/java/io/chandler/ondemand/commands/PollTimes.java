package io.chandler.ondemand.commands;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When to look at an operation again: the first time shortly before the quickest one so far had ended, then each time a
 * tenth of the time that it has taken so far later, and never later than the configured interval. So little time is
 * lost after short operations, and long ones are asked for seldom. Thread-safe.
 */
final class PollTimes {

    private static final Duration LEAST = Duration.ofMillis(20);
    private static final Duration MOST_FIRST = Duration.ofMillis(100);

    private final Duration interval;
    private final Duration floor;
    private final AtomicLong quickest = new AtomicLong(Long.MAX_VALUE);

    PollTimes(Duration interval) {
        this.interval = interval;
        var sixHundredth = interval.dividedBy(600);
        floor = min(interval, max(LEAST, min(MOST_FIRST, sixHundredth)));
    }

    /** How long to wait after an operation was started. */
    Duration first() {
        long nanos = quickest.get();
        return nanos == Long.MAX_VALUE ? floor : min(interval, max(floor, Duration.ofNanos(nanos / 10 * 9)));
    }

    /** How long to wait for an operation that has taken this time. */
    Duration next(Duration elapsed) {
        return min(interval, max(floor, elapsed.dividedBy(10)));
    }

    /** Learns how long an operation took. */
    void ended(Duration elapsed) {
        quickest.accumulateAndGet(Math.max(0, elapsed.toNanos()), Math::min);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
