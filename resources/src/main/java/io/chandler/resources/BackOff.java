package io.chandler.resources;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long after each failure in a row, up to a limit.
 *
 * @param first after the first failure
 * @param most at most, before jitter
 * @param jitter the share of the delay, 0 to 1, that chance takes away, so that those who failed together come back
 * apart
 */
public record BackOff(Duration first, Duration most, double jitter) {

    public BackOff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException(
                    "a back-off must begin above zero, end no lower, and have a jitter of 0 to 1: " + first + ", "
                            + most + ", " + jitter);
        }
    }

    /** From one second to five minutes, up to a fifth of it by chance. */
    public static BackOff standard() {
        return new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(5), 0.2);
    }

    /** The delay after this many failures in a row, counted from 1. */
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.clamp(failures - 1L, 0, 62);
        long nanos = saturated(first);
        long limit = saturated(most);
        nanos = nanos > limit >> doublings ? limit : nanos << doublings;
        return Duration.ofNanos(nanos - (long) (nanos * jitter * random.nextDouble()));
    }

    private static long saturated(Duration duration) {
        return duration.toSeconds() > Long.MAX_VALUE / 2_000_000_000L ? Long.MAX_VALUE / 2 : duration.toNanos();
    }
}
