package io.chandler.broker.parameters;

import io.chandler.broker.parameters.internal.Derived;
import tools.jackson.databind.node.ObjectNode;

/** Reads parameters as a record. */
public final class ParameterReader {

    private ParameterReader() {}

    /**
     * The parameters as a record, defaults applied, numbers exact. What {@link ParameterSchema#of} accepts can be read,
     * and nothing else, unless the record's own constructor throws an {@code IllegalArgumentException}: its message is
     * shown to the user with the path before it.
     *
     * @throws ParameterException if the parameters do not fit the record; the message names each field
     * @throws IllegalArgumentException if a component of the record cannot be a parameter
     */
    public static <R extends Record> R read(ObjectNode parameters, Class<R> type) {
        var derived = Derived.of(type);
        var problems = derived.validator().problems(parameters);
        if (!problems.isEmpty()) {
            throw new ParameterException(String.join(" ", problems));
        }
        return type.cast(derived.read(parameters));
    }
}
