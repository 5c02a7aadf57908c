package io.chandler.broker.internal.run;

import io.chandler.osb.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a step may return, as JSON and back. */
final class StepResult {

    private static final Map<String, Class<?>> SIMPLE = Stream.of(
                    String.class,
                    Boolean.class,
                    Integer.class,
                    Long.class,
                    Double.class,
                    BigDecimal.class,
                    BigInteger.class,
                    UUID.class,
                    URI.class,
                    Instant.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    private StepResult() {}

    /**
     * The name under which a result is kept.
     *
     * @throws IllegalStateException if the result is of no kind that can be kept
     */
    static String typeOf(String step, Object result) {
        var type = result instanceof Enum<?> constant ? constant.getDeclaringClass() : result.getClass();
        if (SIMPLE.containsKey(type.getName()) || type.isRecord() || type.isEnum()) {
            return type.getName();
        }
        throw new IllegalStateException(
                "step \"" + step + "\" returned " + type.getName()
                        + "; a step may return text, a number, a boolean, a UUID, a URI, an Instant, an enum, a record or null");
    }

    static JsonNode write(Object result) {
        return Json.mapper().valueToTree(result);
    }

    /** Reads a kept result; only simple types, enums and records of the author's are ever made. */
    static @Nullable Object read(String step, String typeName, JsonNode json, ClassLoader author) {
        try {
            var simple = SIMPLE.get(typeName);
            var type = simple != null ? simple : Class.forName(typeName, false, author);
            if (simple == null && !type.isRecord() && !type.isEnum()) {
                throw new IllegalStateException("step \"" + step + "\" kept a " + typeName + ", which is no record");
            }
            return Json.mapper().treeToValue(json, type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "step \"" + step + "\" kept a " + typeName + ", which this version of the service does not have",
                    e);
        }
    }
}
