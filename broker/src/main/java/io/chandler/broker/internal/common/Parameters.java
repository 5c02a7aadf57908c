package io.chandler.broker.internal.common;

import io.chandler.broker.Refusal;
import io.chandler.broker.parameters.ParameterException;
import io.chandler.broker.parameters.ParameterReader;
import io.chandler.broker.parameters.ParameterValidator;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Parameters against their schema and as records. */
public final class Parameters {

    private Parameters() {}

    /** A sentence for the user if the parameters do not fit the schema; absent parameters are an empty object. */
    public static Optional<String> problem(Optional<ObjectNode> schema, ObjectNode parameters) {
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        var problems = ParameterValidator.compile(schema.get()).problems(parameters);
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", problems));
    }

    /** The parameters as a record. @throws Refusal if they do not fit, naming the field */
    public static <R extends Record> R read(ObjectNode parameters, Class<R> type) {
        try {
            return ParameterReader.read(parameters, type);
        } catch (ParameterException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }
}
