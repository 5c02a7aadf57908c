package io.chandler.broker.parameters.internal;

import io.chandler.broker.parameters.Description;
import io.chandler.broker.parameters.Length;
import io.chandler.osb.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the JSON Schema of a record, draft-04. */
final class SchemaWriter {

    static final String DRAFT_4 = "http://json-schema.org/draft-04/schema#";

    private final boolean update;

    /** @param update leave out what only a creation takes, and ask for nothing */
    SchemaWriter(boolean update) {
        this.update = update;
    }

    ObjectNode root(RecordModel model) {
        var schema = Json.object().put("$schema", DRAFT_4);
        members(schema, model, update);
        return schema;
    }

    private void members(ObjectNode schema, RecordModel model, boolean partial) {
        var description = model.type().getAnnotation(Description.class);
        if (description != null && !schema.has("description")) {
            schema.put("description", description.value());
        }
        schema.put("type", "object");
        var properties = schema.putObject("properties");
        var required = Json.object().arrayNode();
        for (var field : model.fields()) {
            if (partial && field.createOnly()) {
                continue;
            }
            properties.set(field.name(), property(field, partial));
            if (field.required() && !partial) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
    }

    private ObjectNode property(Field field, boolean partial) {
        var schema = Json.object();
        field.description().ifPresent(text -> schema.put("description", text));
        value(schema, field.shape(), field);
        if (field.fallback() != null && !partial) {
            schema.set("default", field.fallback());
        }
        field.length().ifPresent(length -> length(schema, field.shape(), length));
        if (partial && !field.required()) {
            orNull(schema);
        }
        return schema;
    }

    /** An update takes back what need not be there by null. */
    private static void orNull(ObjectNode schema) {
        var type = schema.get("type");
        if (type != null) {
            schema.putArray("type").add(type).add("null");
        }
        if (schema.get("enum") instanceof ArrayNode constants) {
            constants.addNull();
        }
    }

    private void value(ObjectNode schema, Shape shape, Field field) {
        switch (shape) {
            case Shape.Text(var secret) -> {
                schema.put("type", "string");
                if (secret) {
                    schema.put("format", "password");
                }
                field.pattern().ifPresent(pattern -> schema.put("pattern", pattern.value()));
            }
            case Shape.Whole whole -> {
                schema.put("type", "integer");
                bounds(schema, field, decimal(whole.minimum()), decimal(whole.maximum()));
            }
            case Shape.Decimal _ -> {
                schema.put("type", "number");
                bounds(schema, field, null, null);
            }
            case Shape.Flag() -> schema.put("type", "boolean");
            case Shape.Choice(var constants) -> {
                schema.put("type", "string");
                var names = schema.putArray("enum");
                constants.keySet().forEach(names::add);
            }
            case Shape.Items(var element, var unique) -> {
                schema.put("type", "array");
                value(schema.putObject("items"), element, field);
                if (unique) {
                    schema.put("uniqueItems", true);
                }
            }
            case Shape.Entries(var element) -> {
                schema.put("type", "object");
                value(schema.putObject("additionalProperties"), element, field);
            }
            case Shape.Nested(var model) -> members(schema, model, false);
            case Shape.FreeObject() -> schema.put("type", "object");
            case Shape.Anything() -> {}
        }
    }

    private static void bounds(
            ObjectNode schema, Field field, @Nullable BigDecimal naturalMinimum, @Nullable BigDecimal naturalMaximum) {
        var minimum =
                field.minimum().map(bound -> BigDecimal.valueOf(bound.value())).orElse(null);
        var maximum =
                field.maximum().map(bound -> BigDecimal.valueOf(bound.value())).orElse(null);
        var least = narrower(minimum, naturalMinimum, 1);
        var greatest = narrower(maximum, naturalMaximum, -1);
        if (least != null) {
            number(schema, "minimum", least);
        }
        if (greatest != null) {
            number(schema, "maximum", greatest);
        }
    }

    private static @Nullable BigDecimal narrower(@Nullable BigDecimal wanted, @Nullable BigDecimal natural, int sign) {
        if (wanted == null || natural == null) {
            return wanted == null ? natural : wanted;
        }
        return wanted.compareTo(natural) * sign >= 0 ? wanted : natural;
    }

    private static void number(ObjectNode schema, String name, BigDecimal value) {
        var plain = value.stripTrailingZeros();
        if (plain.scale() > 0 || plain.precision() - plain.scale() > 40) {
            schema.put(name, plain);
        } else if (plain.precision() - plain.scale() <= 18) {
            schema.put(name, plain.longValueExact());
        } else {
            schema.put(name, plain.toBigIntegerExact());
        }
    }

    private static void length(ObjectNode schema, Shape shape, Length length) {
        var what = switch (shape) {
            case Shape.Items _ -> "Items";
            case Shape.Entries _ -> "Properties";
            default -> "Length";
        };
        if (length.min() > 0) {
            schema.put("min" + what, length.min());
        }
        if (length.max() < Integer.MAX_VALUE) {
            schema.put("max" + what, length.max());
        }
    }

    private static @Nullable BigDecimal decimal(@Nullable BigInteger value) {
        return value == null ? null : new BigDecimal(value);
    }
}
