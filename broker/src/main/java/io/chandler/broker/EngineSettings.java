package io.chandler.broker;

import java.time.Duration;

/**
 * How the engine works.
 *
 * @param replica the name of this process among the replicas; unique among those that run
 * @param workers most runs of author's methods at once
 * @param claimDuration after which the operations of a dead replica are carried on by another
 * @param retryFirst pause after the first failure; doubled after each
 * @param retryLongest longest pause between runs
 * @param deadline of operations whose plan has no maximum_polling_duration
 * @param synchronousLimit longest wait for an operation that is answered synchronously
 * @param retention how long the end of a deleted object can still be asked for
 * @param historyLimit most past operations that an object remembers
 * @param cascade whether deprovisioning removes bindings that are left, rather than being refused
 */
public record EngineSettings(
        String replica,
        int workers,
        Duration claimDuration,
        Duration retryFirst,
        Duration retryLongest,
        Duration deadline,
        Duration synchronousLimit,
        Duration retention,
        int historyLimit,
        boolean cascade) {

    /** Sensible for most. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                "chandler",
                64,
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofSeconds(50),
                Duration.ofDays(7),
                100,
                true);
    }
}
