package io.chandler.osb.client;

import java.time.Duration;
import java.util.Optional;

/** How an operation ended. */
public sealed interface PollResult {

    /** The broker has done what was asked. */
    record Succeeded(Optional<String> description) implements PollResult {}

    /**
     * The broker has given up.
     *
     * @param description the broker's sentence for the user
     * @param instanceUsable after an update or delete: whether the instance can still be used and bound
     * @param updateRepeatable after an update: whether it may be sent again
     */
    record Failed(Optional<String> description, boolean instanceUsable, boolean updateRepeatable)
            implements PollResult {}

    /**
     * The time was over before the operation ended; it counts as failed: field {@code maximum_polling_duration}.
     *
     * @param after how long the operation was followed
     * @param last what the last poll said
     */
    record TimedOut(Duration after, Optional<Outcome<OperationStatus>> last) implements PollResult {}
}
