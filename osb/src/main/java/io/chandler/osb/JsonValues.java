package io.chandler.osb;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Equality of JSON values by their meaning, for deciding whether a request repeats an earlier one: the order of members
 * is irrelevant and numbers are equal by value ({@code 1}, {@code 1.0} and {@code 1e0} are the same).
 *
 * <p>Cost grows with the size of the text, never with the size of a number: {@code 1e999999999} is not expanded.
 */
public final class JsonValues {

    private JsonValues() {}

    /** Whether both values mean the same. A member whose value is null differs from an absent one. */
    public static boolean same(JsonNode first, JsonNode second) {
        if (first.isNumber() || second.isNumber()) {
            return first.isNumber() && second.isNumber() && sameNumber(first, second);
        }
        if (first.isObject()) {
            return second.isObject() && sameMembers(first, second);
        }
        if (first.isArray()) {
            return second.isArray() && sameElements(first, second);
        }
        return first.equals(second);
    }

    /**
     * Like {@link #same}, where absent ({@code null}), JSON null and an empty object mean the same: nothing asked for.
     */
    public static boolean sameParameters(@Nullable JsonNode first, @Nullable JsonNode second) {
        boolean nothingFirst = nothing(first);
        boolean nothingSecond = nothing(second);
        if (nothingFirst || nothingSecond || first == null || second == null) {
            return nothingFirst == nothingSecond;
        }
        return same(first, second);
    }

    private static boolean nothing(@Nullable JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode() || (value.isObject() && value.isEmpty());
    }

    private static boolean sameMembers(JsonNode first, JsonNode second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (var member : first.properties()) {
            var other = second.get(member.getKey());
            if (other == null || !same(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameElements(JsonNode first, JsonNode second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            if (!same(first.get(i), second.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameNumber(JsonNode first, JsonNode second) {
        if (small(first) && small(second)) {
            return first.longValue() == second.longValue();
        }
        if (notFinite(first) || notFinite(second)) {
            return notFinite(first)
                    && notFinite(second)
                    && Double.compare(first.doubleValue(), second.doubleValue()) == 0;
        }
        // compareTo looks at sign and magnitude before digits, so exponents are never expanded
        return first.decimalValue().compareTo(second.decimalValue()) == 0;
    }

    private static boolean small(JsonNode number) {
        return number.isInt() || number.isLong() || number.isShort();
    }

    private static boolean notFinite(JsonNode number) {
        return (number.isDouble() || number.isFloat()) && !Double.isFinite(number.doubleValue());
    }
}
