package io.chandler.broker.parameters.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chandler.broker.parameters.Default;
import io.chandler.broker.parameters.Length;
import io.chandler.broker.parameters.Pattern;
import io.chandler.osb.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A record type as a set of parameters. */
record RecordModel(Class<? extends Record> type, Constructor<? extends Record> constructor, List<Field> fields) {

    /**
     * Analyses a record type.
     *
     * @param outer the record types around this one
     * @throws IllegalArgumentException if a component cannot be a parameter; the message names it
     */
    static RecordModel of(Class<? extends Record> type, List<Class<?>> outer) {
        if (outer.contains(type)) {
            throw new IllegalArgumentException(type.getSimpleName() + " must not contain itself");
        }
        var around = new ArrayList<>(outer);
        around.add(type);
        var fields = new ArrayList<Field>();
        for (var component : type.getRecordComponents()) {
            var field = field(type, component, around);
            if (fields.stream().anyMatch(other -> other.name().equals(field.name()))) {
                throw wrong(type, component, "has the JSON name '" + field.name() + "', which another component has");
            }
            fields.add(field);
        }
        return new RecordModel(type, constructor(type), List.copyOf(fields));
    }

    private static Constructor<? extends Record> constructor(Class<? extends Record> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            if (!constructor.trySetAccessible()) {
                throw new IllegalArgumentException(type.getName() + " must be open to the module io.chandler.broker");
            }
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " must be a record", e);
        }
    }

    private static Field field(Class<?> type, RecordComponent component, List<Class<?>> around) {
        boolean optional = component.getType() == Optional.class;
        Type declared = optional ? argument(component.getGenericType(), 0) : component.getGenericType();
        Shape shape;
        try {
            shape = Shapes.of(declared, around);
        } catch (Unsupported e) {
            throw wrong(type, component, String.valueOf(e.getMessage()));
        }
        checkLimits(type, component, shape);
        var fallback = fallback(type, component, shape);
        if (optional && fallback != null) {
            throw wrong(type, component, "must not be Optional and have a @Default: the default is always there");
        }
        return new Field(
                name(component),
                component,
                shape,
                optional,
                required(component, shape, optional || fallback != null),
                fallback);
    }

    private static boolean required(RecordComponent component, Shape shape, boolean dispensable) {
        if (dispensable || component.getAnnotatedType().isAnnotationPresent(org.jspecify.annotations.Nullable.class)) {
            return false;
        }
        if (shape instanceof Shape.Items || shape instanceof Shape.Entries) {
            var length = component.getAnnotation(Length.class);
            return length != null && length.min() > 0;
        }
        return true;
    }

    private static void checkLimits(Class<?> type, RecordComponent component, Shape shape) {
        var element = Shapes.element(shape);
        boolean number = element instanceof Shape.Whole || element instanceof Shape.Decimal;
        boolean bounded = component.isAnnotationPresent(io.chandler.broker.parameters.Minimum.class)
                || component.isAnnotationPresent(io.chandler.broker.parameters.Maximum.class);
        if (bounded && !number) {
            throw wrong(type, component, "has @Minimum or @Maximum, which must stand on numbers");
        }
        var pattern = component.getAnnotation(Pattern.class);
        if (pattern != null) {
            if (!(element instanceof Shape.Text)) {
                throw wrong(type, component, "has @Pattern, which must stand on texts");
            }
            LimitedPatterns.problem(pattern.value()).ifPresent(problem -> {
                throw wrong(type, component, "has a @Pattern that is no regular expression: " + problem);
            });
        }
        var length = component.getAnnotation(Length.class);
        if (length != null) {
            boolean countable =
                    shape instanceof Shape.Text || shape instanceof Shape.Items || shape instanceof Shape.Entries;
            if (!countable || length.min() < 0 || length.max() < length.min()) {
                throw wrong(
                        type,
                        component,
                        "has @Length, which must stand on texts, lists, sets or maps, 0 <= min <= max");
            }
        }
    }

    private static @Nullable JsonNode fallback(Class<?> type, RecordComponent component, Shape shape) {
        var annotation = component.getAnnotation(Default.class);
        if (annotation == null) {
            return null;
        }
        if (shape instanceof Shape.Text(var secret)) {
            if (secret) {
                throw wrong(type, component, "must not have a @Default: a default is no secret");
            }
            return JsonNodeFactory.instance.stringNode(annotation.value());
        }
        if (shape instanceof Shape.Choice) {
            return JsonNodeFactory.instance.stringNode(annotation.value());
        }
        try {
            return Json.mapper().readTree(annotation.value());
        } catch (JacksonException e) {
            throw wrong(type, component, "has a @Default that is not JSON: " + annotation.value());
        }
    }

    private static String name(RecordComponent component) {
        var property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? component.getName() : property.value();
    }

    /** The type argument at this place. */
    static Type argument(Type type, int index) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getActualTypeArguments()[index];
        }
        return Object.class;
    }

    private static IllegalArgumentException wrong(Class<?> type, RecordComponent component, String problem) {
        return new IllegalArgumentException(type.getSimpleName() + "." + component.getName() + " " + problem);
    }

    /** A type that cannot be a parameter. */
    static final class Unsupported extends Exception {

        private static final long serialVersionUID = 1L;

        Unsupported(String message) {
            super(message);
        }
    }
}
