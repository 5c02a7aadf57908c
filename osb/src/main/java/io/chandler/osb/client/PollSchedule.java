package io.chandler.osb.client;

import java.time.Duration;

/**
 * When to poll. A wait is never shorter than the broker's Retry-After, except
 * that the last poll comes when the time ends.
 *
 * @param first the wait before the second poll; the first comes at once
 * @param longest what the growing wait never exceeds
 * @param growth by what each wait is multiplied, at least 1
 * @param limit how long an operation is followed whose plan has no {@code maximum_polling_duration}
 */
public record PollSchedule(Duration first, Duration longest, double growth, Duration limit) {

    /** From 1 s to 1 min, by 1.5 each, for at most 7 days. */
    public static final PollSchedule DEFAULT =
            new PollSchedule(Duration.ofSeconds(1), Duration.ofMinutes(1), 1.5, Duration.ofDays(7));

    /** @throws IllegalArgumentException where the waits would not be positive or would shrink */
    public PollSchedule {
        if (!first.isPositive() || longest.compareTo(first) < 0 || !(growth >= 1) || limit.isNegative()) {
            throw new IllegalArgumentException("The waits must be positive and must not shrink.");
        }
    }

    /** The wait that follows this one. */
    Duration after(Duration wait) {
        double millis = wait.toMillis() * growth;
        return millis >= longest.toMillis() ? longest : Duration.ofMillis((long) millis);
    }
}
