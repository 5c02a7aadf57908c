package io.chandler.broker.parameters.internal;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Numbers of a size that one can compute with. */
final class Numbers {

    /** Numbers of this many digits before or after the point are refused: {@code 1e999999999} takes gigabytes. */
    private static final int MAXIMUM_EXPONENT = 307;

    private static final BigDecimal LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** Adds a sentence for each number that is too large or too fine; tells whether any is beyond 64 bits. */
    static boolean check(JsonNode node, String path, List<String> problems) {
        if (node.isObject()) {
            boolean large = false;
            for (var member : node.properties()) {
                var value = member.getValue();
                if (value.isContainer() || value.isNumber()) {
                    large |= check(value, Paths.member(path, member.getKey()), problems);
                }
            }
            return large;
        }
        if (node.isArray()) {
            boolean large = false;
            for (int i = 0; i < node.size(); i++) {
                large |= check(node.get(i), Paths.item(path, i), problems);
            }
            return large;
        }
        if (!node.isBigDecimal()) {
            return false;
        }
        var number = node.decimalValue();
        long exponent = (long) number.precision() - number.scale();
        if (exponent > MAXIMUM_EXPONENT + 1 || number.scale() > 2 * MAXIMUM_EXPONENT || exponent < -MAXIMUM_EXPONENT) {
            problems.add(path + " must be a number between -1e" + MAXIMUM_EXPONENT + " and 1e" + MAXIMUM_EXPONENT
                    + " that is no finer than 1e-" + MAXIMUM_EXPONENT + ".");
            return false;
        }
        return number.abs().compareTo(LONG) > 0;
    }

    /** A copy in which whole numbers beyond 64 bits that were written with an exponent are integers. */
    static JsonNode withLargeIntegers(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(member -> copy.set(member.getKey(), withLargeIntegers(member.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.values().forEach(element -> copy.add(withLargeIntegers(element)));
                yield copy;
            }
            default -> integer(node);
        };
    }

    private static JsonNode integer(JsonNode node) {
        if (!node.isBigDecimal() || node.decimalValue().abs().compareTo(LONG) <= 0) {
            return node;
        }
        var number = node.decimalValue();
        return JsonNodeFactory.instance.numberNode(number.toBigInteger());
    }
}
