package io.chandler.ondemand.broker;

import java.util.Optional;

/** Where the broker tells its operator what it does. Thread-safe; a line holds no secret and no line break of its own. */
@FunctionalInterface
public interface OperatorLog {

    /**
     * Writes a line.
     *
     * @param requestId of the request that the line is about; empty for the broker's own doings
     */
    void line(Optional<String> requestId, String text);
}
