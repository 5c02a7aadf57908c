package io.chandler.broker.internal.common;

import io.chandler.broker.Refusal;
import io.chandler.broker.parameters.ParameterException;
import io.chandler.broker.parameters.ParameterReader;
import io.chandler.broker.parameters.ParameterValidator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
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

    /** The parameters as they may be told: without those that the schema calls secret. */
    public static Optional<ObjectNode> shown(Optional<ObjectNode> schema, ObjectNode parameters) {
        var shown = parameters.deepCopy();
        schema.ifPresent(known -> hideSecrets(known, shown));
        return shown.isEmpty() ? Optional.empty() : Optional.of(shown);
    }

    private static void hideSecrets(JsonNode schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (var name : List.copyOf(object.propertyNames())) {
                var property = schema.path("properties").path(name);
                var known = property.isMissingNode() ? schema.path("additionalProperties") : property;
                if (secret(known) || secret(known.path("items"))) {
                    object.remove(name);
                } else {
                    hideSecrets(known, object.path(name));
                }
            }
        }
        if (value.isArray()) {
            value.forEach(element -> hideSecrets(schema.path("items"), element));
        }
    }

    private static boolean secret(JsonNode schema) {
        return schema.path("format").asString("").equals("password")
                || schema.path("writeOnly").asBoolean(false);
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
