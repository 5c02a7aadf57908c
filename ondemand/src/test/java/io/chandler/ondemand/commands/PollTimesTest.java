package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PollTimesTest {

    /** The end of an operation is seen within a tenth of its time, or the configured interval, or the least pause. */
    @Property
    void anEndIsSeenSoon(
            @ForAll @LongRange(min = 1, max = 3_600_000) long operation,
            @ForAll @LongRange(min = 1, max = 120) long interval) {
        var times = new PollTimes(Duration.ofSeconds(interval));
        var seen = times.first();
        int looks = 1;
        while (seen.toMillis() < operation) {
            var pause = times.next(seen);
            assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(interval));
            seen = seen.plus(pause);
            looks++;
        }
        assertThat(seen.toMillis() - operation).isLessThanOrEqualTo(Math.max(100, operation / 10));
        assertThat(looks).isLessThanOrEqualTo((int) (operation / (interval * 1000)) + 130);
    }
}
