package io.chandler.broker.parameters.internal;

import io.chandler.broker.parameters.ParameterException;
import io.chandler.broker.secrets.Secret;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns JSON that fits the schema of a record into the record. */
final class RecordBinder {

    private RecordBinder() {}

    static Record read(RecordModel model, JsonNode object, String path) {
        var arguments = new @Nullable Object[model.fields().size()];
        for (int i = 0; i < arguments.length; i++) {
            var field = model.fields().get(i);
            arguments[i] = argument(field, object.get(field.name()), Paths.member(path, field.name()));
        }
        return create(model, arguments, path);
    }

    private static @Nullable Object argument(Field field, @Nullable JsonNode given, String path) {
        var node = given == null ? field.fallback() : given;
        if (node == null) {
            return field.optional() ? Optional.empty() : absent(field);
        }
        var value = value(field.shape(), node, path);
        return field.optional() ? Optional.of(value) : value;
    }

    private static @Nullable Object absent(Field field) {
        var annotated = field.component().getAnnotatedType();
        if (annotated.isAnnotationPresent(org.jspecify.annotations.Nullable.class)) {
            return null;
        }
        return switch (field.shape()) {
            case Shape.Items(var _, var unique) -> unique ? Set.of() : List.of();
            case Shape.Entries _ -> Map.of();
            default -> null;
        };
    }

    private static Object value(Shape shape, JsonNode node, String path) {
        return switch (shape) {
            case Shape.Text(var secret) -> secret ? Secret.of(node.stringValue()) : node.stringValue();
            case Shape.Whole(var type, var _, var _) -> whole(type, node);
            case Shape.Decimal(var type) -> decimal(type, node.decimalValue());
            case Shape.Flag() -> node.booleanValue();
            case Shape.Choice(var constants) -> constant(constants, node.stringValue(), path);
            case Shape.Items(var element, var unique) -> items(element, unique, node, path);
            case Shape.Entries(var element) -> entries(element, node, path);
            case Shape.Nested(var model) -> read(model, node, path);
            case Shape.FreeObject() -> ((ObjectNode) node).deepCopy();
            case Shape.Anything() -> node.deepCopy();
        };
    }

    private static Object whole(Class<?> type, JsonNode node) {
        var value = node.bigIntegerValue();
        if (type == int.class || type == Integer.class) {
            return value.intValueExact();
        }
        if (type == long.class || type == Long.class) {
            return value.longValueExact();
        }
        return type == short.class || type == Short.class ? (Object) value.shortValueExact() : value;
    }

    private static Object decimal(Class<?> type, BigDecimal value) {
        return type == BigDecimal.class ? (Object) value : (Object) value.doubleValue();
    }

    private static Object constant(Map<String, Enum<?>> constants, String name, String path) {
        var constant = constants.get(name);
        if (constant == null) {
            throw new ParameterException(path + " must be one of " + String.join(", ", constants.keySet()) + ".");
        }
        return constant;
    }

    private static Object items(Shape element, boolean unique, JsonNode node, String path) {
        var values = new ArrayList<Object>(node.size());
        for (int i = 0; i < node.size(); i++) {
            values.add(value(element, node.get(i), Paths.item(path, i)));
        }
        return unique ? Collections.unmodifiableSet(new LinkedHashSet<>(values)) : List.copyOf(values);
    }

    private static Object entries(Shape element, JsonNode node, String path) {
        var values = new LinkedHashMap<String, Object>();
        for (var member : node.properties()) {
            values.put(member.getKey(), value(element, member.getValue(), Paths.member(path, member.getKey())));
        }
        return Collections.unmodifiableMap(values);
    }

    private static Record create(RecordModel model, @Nullable Object[] arguments, String path) {
        try {
            return model.constructor().newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                var message = String.valueOf(refused.getMessage());
                throw new ParameterException(path + ": " + message + (message.endsWith(".") ? "" : "."));
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(model.type().getName() + " could not be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model.type().getName() + " could not be made", e);
        }
    }
}
