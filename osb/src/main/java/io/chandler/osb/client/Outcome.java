package io.chandler.osb.client;

import io.chandler.osb.InstanceFacts;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of a call. {@code toString} of none of them prints credentials.
 *
 * @param <T> what the broker hands over where it has done what was asked
 */
public sealed interface Outcome<T> {

    /**
     * 200 or 201: the broker has done what was asked, or there was nothing to do.
     *
     * @param status 201 where the object was created by this call
     */
    record Done<T>(int status, T value) implements Outcome<T> {}

    /**
     * 202: the broker works on it; {@link OperationPoller} follows.
     *
     * @param operation what the broker wants to hear in each poll; not empty, at most 10,000 characters
     * @param facts the dashboard and metadata that an instance will have
     */
    record InProgress<T>(Optional<String> operation, InstanceFacts facts) implements Outcome<T> {}

    /** 410 to a delete, or to a poll: the object does not exist. */
    record Gone<T>() implements Outcome<T> {}

    /**
     * 3xx, 4xx or 5xx.
     *
     * @param error the code, such as {@code ConcurrencyError}
     * @param description the broker's sentence for the user
     * @param instanceUsable whether the instance can still be used after a failed update or delete, if said
     * @param updateRepeatable whether a failed update may be sent again, if said
     * @param retryAfter how long the broker asks to wait
     */
    record Refused<T>(
            int status,
            Optional<String> error,
            Optional<String> description,
            Optional<Boolean> instanceUsable,
            Optional<Boolean> updateRepeatable,
            Optional<Duration> retryAfter)
            implements Outcome<T> {}

    /**
     * 2xx with a body or a status that the specification does not allow for the call.
     *
     * @param problem a sentence that names what is wrong
     */
    record Malformed<T>(int status, String problem) implements Outcome<T> {}

    /**
     * No answer.
     *
     * @param problem a sentence
     */
    record Unreachable<T>(Cause cause, String problem) implements Outcome<T> {}

    /** How far a request came that was not answered. */
    enum Cause {
        /** There was no connection: the broker knows nothing of the request. */
        NOT_SENT,
        /** The time was over; the broker may have received the request and may be working on it. */
        TIMED_OUT,
        /** The connection broke; the broker may have received the request. */
        LOST
    }
}
