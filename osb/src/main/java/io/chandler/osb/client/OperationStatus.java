package io.chandler.osb.client;

import java.time.Duration;
import java.util.Optional;

/**
 * The answer to a poll: section "Polling Last Operation".
 *
 * @param description the broker's sentence for the user
 * @param instanceUsable said after a failed update or delete; usable where nothing is said
 * @param updateRepeatable said after a failed update; repeatable where nothing is said
 * @param retryAfter the shortest wait before the next poll that the broker asks for
 */
public record OperationStatus(
        State state,
        Optional<String> description,
        Optional<Boolean> instanceUsable,
        Optional<Boolean> updateRepeatable,
        Optional<Duration> retryAfter) {

    /** How far the operation is. */
    public enum State {
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }
}
