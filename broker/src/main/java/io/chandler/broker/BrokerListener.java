package io.chandler.broker;

import java.time.Duration;
import java.util.Optional;

/** Hears what happens to operations: for logs, metrics, audit. Calls are quick and do not throw. Thread-safe. */
public interface BrokerListener {

    /** Whom an operation is about. Holds no secret. */
    record Subject(
            OperationType operation,
            String operationId,
            String platform,
            String offering,
            String plan,
            String instanceId,
            Optional<String> bindingId,
            Optional<String> requestIdentity) {}

    /** How an operation ended. */
    enum Outcome {
        SUCCEEDED,
        REFUSED,
        FAILED,
        CANCELLED
    }

    /** A run of the author's method failed; {@code again} tells after which pause it is tried again, if it is. */
    default void attemptFailed(
            Subject subject, int attempt, String supportId, Throwable cause, Optional<Duration> again) {}

    /** An operation ended, after {@code attempts - 1} runs that failed. */
    default void ended(Subject subject, Outcome outcome, int attempts, Duration took) {}

    /** Something needs an operator's eye, such as an undo that could not be done. */
    default void trouble(String message, Throwable cause) {}

    /** All stored values are sealed with the first encryption key now; the other keys are not needed any more. */
    default void keysRotated() {}

    /** Hears nothing. */
    BrokerListener SILENT = new BrokerListener() {};
}
