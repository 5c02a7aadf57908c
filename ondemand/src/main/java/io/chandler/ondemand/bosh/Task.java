package io.chandler.ondemand.bosh;

import java.util.Optional;

/** A task of the director. */
public record Task(
        long id,
        State state,
        String description,
        String result,
        Optional<String> contextId,
        Optional<String> deployment) {

    /** How far a task is. */
    public enum State {
        QUEUED,
        PROCESSING,
        CANCELLING,
        DONE,
        CANCELLED,
        ERROR,
        TIMEOUT,
        UNKNOWN;

        /** The state of a name that the director gives. */
        static State of(String name) {
            for (var state : values()) {
                if (state != UNKNOWN && state.name().equalsIgnoreCase(name)) {
                    return state;
                }
            }
            return UNKNOWN;
        }

        /** Whether the director still works on it. */
        public boolean running() {
            return this == QUEUED || this == PROCESSING || this == CANCELLING;
        }
    }
}
