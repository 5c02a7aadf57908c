package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PollTimesTest {

    /** What came of following an operation: after how many looks its end was seen, and when. */
    private record Followed(int looks, Duration seen) {}

    private static Followed follow(PollTimes times, Duration operation, Duration interval) {
        var running = Duration.ZERO;
        var seen = times.first();
        int looks = 1;
        while (seen.compareTo(operation) < 0) {
            var pause = times.next(seen);
            assertThat(pause).isBetween(Duration.ofMillis(1), interval);
            running = seen;
            seen = seen.plus(pause);
            looks++;
        }
        times.ended(running, seen);
        return new Followed(looks, seen);
    }

    /** The end of the first operation is seen within a twentieth of its time, or the configured interval, or the least pause. */
    @Property
    void anEndIsSeenSoon(
            @ForAll @LongRange(min = 1, max = 3_600_000) long operation,
            @ForAll @LongRange(min = 1, max = 120) long interval) {
        var times = new PollTimes(Duration.ofSeconds(interval));
        var followed = follow(times, Duration.ofMillis(operation), Duration.ofSeconds(interval));
        assertThat(followed.seen().toMillis() - operation).isLessThanOrEqualTo(Math.max(100, operation / 20));
        assertThat(followed.looks()).isLessThanOrEqualTo((int) (operation / (interval * 1000)) + 170);
    }

    /** Operations that take the same time are asked for hardly more than once each beyond the interval, and still seen soon. */
    @Property
    void theUsualTimeIsLearned(
            @ForAll @LongRange(min = 50, max = 3_600_000) long operation,
            @ForAll @LongRange(min = 1, max = 120) long seconds) {
        var interval = Duration.ofSeconds(seconds);
        var times = new PollTimes(interval);
        for (int i = 0; i < 20; i++) {
            follow(times, Duration.ofMillis(operation), interval);
        }
        for (int i = 0; i < 20; i++) {
            var followed = follow(times, Duration.ofMillis(operation), interval);
            assertThat(followed.looks()).isLessThanOrEqualTo((int) (operation / interval.toMillis()) + 4);
            assertThat(followed.seen().toMillis() - operation).isLessThanOrEqualTo(Math.max(100, operation / 10));
        }
    }

    /** One that is much quicker than all before is not waited for longer than the interval. */
    @Property
    void theIntervalHoldsWhateverIsUsual(
            @ForAll @LongRange(min = 1, max = 3_600_000) long usual,
            @ForAll @LongRange(min = 1, max = 3_600_000) long operation,
            @ForAll @LongRange(min = 1, max = 120) long seconds) {
        var interval = Duration.ofSeconds(seconds);
        var times = new PollTimes(interval);
        follow(times, Duration.ofMillis(usual), interval);
        var followed = follow(times, Duration.ofMillis(operation), interval);
        assertThat(followed.seen().minusMillis(operation)).isLessThanOrEqualTo(interval);
    }
}
