package io.chandler.server.internal.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Named values of a log line, in order; members of the object where lines are JSON. Handed to a logger as a parameter
 * of the message. Not thread-safe.
 */
public final class Fields {

    private final Map<String, Object> values = new LinkedHashMap<>();
    private Optional<Throwable> cause = Optional.empty();

    /** Adds text. */
    public Fields add(String name, String value) {
        values.put(name, value);
        return this;
    }

    /** Adds a number. */
    public Fields add(String name, long value) {
        values.put(name, value);
        return this;
    }

    /** Adds text where there is any. */
    public Fields add(String name, Optional<String> value) {
        value.ifPresent(text -> values.put(name, text));
        return this;
    }

    /** Adds what was thrown. */
    public Fields cause(Optional<Throwable> thrown) {
        cause = thrown;
        return this;
    }

    Optional<Throwable> cause() {
        return cause;
    }

    Map<String, Object> values() {
        return values;
    }

    /** For handlers other than this project's. */
    @Override
    public String toString() {
        return values.toString();
    }
}
