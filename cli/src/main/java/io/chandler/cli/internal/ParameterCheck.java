package io.chandler.cli.internal;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chandler.osb.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks parameters against the JSON Schema of a plan. Nothing is fetched from the network. */
final class ParameterCheck {

    private ParameterCheck() {}

    /**
     * What is wrong with the parameters, each a sentence that names the field.
     *
     * @throws IllegalArgumentException where the schema cannot be used
     */
    static List<String> problems(ObjectNode schema, ObjectNode parameters) {
        try {
            var version = Optional.ofNullable(schema.get("$schema"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .flatMap(SpecificationVersion::fromDialectId)
                    .orElse(SpecificationVersion.DRAFT_4);
            var compiled = SchemaRegistry.withDefaultDialect(version)
                    .getSchema(Json.mapper().writeValueAsString(schema), InputFormat.JSON);
            return compiled.validate(parameters).stream()
                    .map(ParameterCheck::sentence)
                    .distinct()
                    .toList();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "The catalog's schema of the parameters cannot be used: "
                            + Text.clean(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static String sentence(Error error) {
        var field = new StringBuilder("parameters");
        var location = error.getInstanceLocation();
        for (int i = 0; i < location.getNameCount(); i++) {
            var step = location.getElement(i);
            if (step instanceof Number) {
                field.append('[').append(step).append(']');
            } else {
                field.append('.').append(step);
            }
        }
        var allowed = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required" -> field + "." + error.getProperty() + " is required";
            case "additionalProperties" -> field + "." + error.getProperty() + " is not known to this plan";
            case "type" -> field + " must be of type " + plain(allowed);
            case "enum" -> field + " must be one of " + plain(allowed);
            case "minimum" -> field + " must be at least " + plain(allowed);
            case "maximum" -> field + " must be at most " + plain(allowed);
            case "pattern" -> field + " must match the pattern " + plain(allowed);
            case "minLength" -> field + " must have at least " + plain(allowed) + " characters";
            case "maxLength" -> field + " must have at most " + plain(allowed) + " characters";
            default -> field + " breaks the rule \"" + error.getKeyword() + "\": " + plain(allowed);
        };
    }

    private static String plain(JsonNode node) {
        if (node.isArray()) {
            return String.join(
                    ", ", node.valueStream().map(ParameterCheck::plain).toList());
        }
        return Text.clean(node.isString() ? node.stringValue() : node.toString());
    }
}
