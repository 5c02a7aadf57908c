package io.chandler.broker.parameters.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chandler.broker.parameters.internal.RecordModel.Unsupported;
import io.chandler.broker.secrets.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the shape of a Java type. */
final class Shapes {

    private static final String SUPPORTED =
            "must be a text, number, boolean, enum, record, Secret, JsonNode, or a List, Set,"
                    + " Map<String, ...> or Optional of those";

    private Shapes() {}

    static Shape of(Type type, List<Class<?>> around) throws Unsupported {
        if (type instanceof ParameterizedType parameterized) {
            return generic(parameterized, around);
        }
        if (!(type instanceof Class<?> plain)) {
            throw new Unsupported(SUPPORTED);
        }
        if (plain == String.class || plain == Secret.class) {
            return new Shape.Text(plain == Secret.class);
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return new Shape.Flag();
        }
        if (plain == ObjectNode.class) {
            return new Shape.FreeObject();
        }
        if (plain == JsonNode.class) {
            return new Shape.Anything();
        }
        if (plain.isEnum()) {
            return choice(plain);
        }
        if (plain.isRecord()) {
            return new Shape.Nested(RecordModel.of(plain.asSubclass(Record.class), around));
        }
        return number(plain);
    }

    private static Shape generic(ParameterizedType type, List<Class<?>> around) throws Unsupported {
        if (type.getRawType() == List.class || type.getRawType() == Set.class) {
            return new Shape.Items(of(RecordModel.argument(type, 0), around), type.getRawType() == Set.class);
        }
        if (type.getRawType() == Map.class && RecordModel.argument(type, 0) == String.class) {
            return new Shape.Entries(of(RecordModel.argument(type, 1), around));
        }
        throw new Unsupported(SUPPORTED);
    }

    private static Shape number(Class<?> type) throws Unsupported {
        if (type == int.class || type == Integer.class) {
            return whole(type, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return whole(type, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == short.class || type == Short.class) {
            return whole(type, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type == BigInteger.class) {
            return new Shape.Whole(type, null, null);
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return new Shape.Decimal(type);
        }
        throw new Unsupported(SUPPORTED);
    }

    private static Shape whole(Class<?> type, long minimum, long maximum) {
        return new Shape.Whole(type, BigInteger.valueOf(minimum), BigInteger.valueOf(maximum));
    }

    private static Shape choice(Class<?> type) throws Unsupported {
        var constants = new LinkedHashMap<String, Enum<?>>();
        for (var field : type.getFields()) {
            if (!field.isEnumConstant()) {
                continue;
            }
            var property = field.getAnnotation(JsonProperty.class);
            var name = property == null || property.value().isEmpty() ? field.getName() : property.value();
            try {
                constants.put(name, (Enum<?>) field.get(null));
            } catch (IllegalAccessException e) {
                constants.put(name, constant(type, field.getName()));
            }
        }
        if (constants.isEmpty()) {
            throw new Unsupported("must be an enum with constants");
        }
        return new Shape.Choice(constants);
    }

    private static Enum<?> constant(Class<?> type, String name) {
        for (var constant : type.getEnumConstants()) {
            if (constant instanceof Enum<?> candidate && candidate.name().equals(name)) {
                return candidate;
            }
        }
        throw new IllegalStateException(type.getName() + " has no constant " + name);
    }

    /** The shape to which limits of values apply: of the elements, where there are any. */
    static Shape element(Shape shape) {
        return switch (shape) {
            case Shape.Items items -> element(items.element());
            case Shape.Entries entries -> element(entries.value());
            default -> shape;
        };
    }
}
