package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an object does not fit its schema. Checked are type, required, enum, minLength, maxLength, minItems, minimum and
 * maximum; null counts as absent.
 *
 * @param field such as {@code spec.plan}
 * @param reason such as {@code FieldValueRequired}, as causes in a Status body have it
 * @param message such as {@code Required value}
 */
public record SchemaProblem(String field, String reason, String message) {

    /** What is wrong with an object; empty if it fits. */
    public static List<SchemaProblem> of(ObjectNode object, FieldSchema schema) {
        var problems = new ArrayList<SchemaProblem>();
        check("", object, schema, problems);
        return problems;
    }

    private static void check(String path, JsonNode value, FieldSchema schema, List<SchemaProblem> problems) {
        var json = schema.json();
        var type = json.path("type").asString("");
        if (!type.isEmpty() && !fits(value, type)) {
            problems.add(new SchemaProblem(
                    path,
                    "FieldValueTypeInvalid",
                    "Invalid value: must be of type " + type + ", not " + typeOf(value)));
            return;
        }
        allowed(path, value, json, problems);
        limits(path, value, json, problems);
        if (value instanceof ObjectNode object) {
            for (var name : json.path("required")) {
                var member = object.get(name.asString(""));
                if (member == null || member.isNull()) {
                    problems.add(
                            new SchemaProblem(within(path, name.asString("")), "FieldValueRequired", "Required value"));
                }
            }
            for (var member : object.properties()) {
                var known = schema.member(member.getKey());
                if (known != null && !member.getValue().isNull()) {
                    check(within(path, member.getKey()), member.getValue(), known, problems);
                }
            }
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                check(path + "[" + i + "]", array.get(i), schema.items(), problems);
            }
        }
    }

    private static String within(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static String typeOf(JsonNode value) {
        return value.isIntegralNumber() ? "integer" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static void allowed(String path, JsonNode value, JsonNode json, List<SchemaProblem> problems) {
        if (!(json.get("enum") instanceof ArrayNode values)) {
            return;
        }
        var supported = new ArrayList<String>();
        for (var one : values) {
            if (PatchJson.same(one, value)) {
                return;
            }
            supported.add(one.toString());
        }
        problems.add(new SchemaProblem(
                path,
                "FieldValueNotSupported",
                "Unsupported value: supported values: " + String.join(", ", supported)));
    }

    private static void limits(String path, JsonNode value, JsonNode json, List<SchemaProblem> problems) {
        if (value.isString()) {
            int length =
                    value.stringValue().codePointCount(0, value.stringValue().length());
            if (length < json.path("minLength").asInt(0)) {
                problems.add(invalid(path, "must have at least " + json.path("minLength") + " characters"));
            }
            if (length > json.path("maxLength").asInt(Integer.MAX_VALUE)) {
                problems.add(new SchemaProblem(
                        path, "FieldValueTooLong", "Too long: may not be more than " + json.path("maxLength")));
            }
        } else if (value.isArray() && value.size() < json.path("minItems").asInt(0)) {
            problems.add(invalid(path, "must have at least " + json.path("minItems") + " items"));
        } else if (value.isNumber()) {
            var number = value.decimalValue();
            if (json.has("minimum") && number.compareTo(json.path("minimum").decimalValue()) < 0) {
                problems.add(invalid(path, "should be greater than or equal to " + json.path("minimum")));
            }
            if (json.has("maximum") && number.compareTo(json.path("maximum").decimalValue()) > 0) {
                problems.add(invalid(path, "should be less than or equal to " + json.path("maximum")));
            }
        }
    }

    private static SchemaProblem invalid(String path, String message) {
        return new SchemaProblem(path, "FieldValueInvalid", "Invalid value: " + message);
    }
}
