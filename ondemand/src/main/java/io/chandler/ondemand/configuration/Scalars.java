package io.chandler.ondemand.configuration;

import io.chandler.ondemand.configuration.Node.Scalar;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a plain scalar means: the rules of YAML 1.1 as yaml.v2 of Go applies them. */
final class Scalars {

    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = words("y", "yes", "true", "on");
    private static final Set<String> FALSE = words("n", "no", "false", "off");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INFINITY = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
    private static final Set<String> NAN = Set.of(".nan", ".NaN", ".NAN");
    private static final double EXACT = 1e15;

    private Scalars() {}

    /** Null, a boolean, a long, a {@link BigInteger}, a double or text. */
    static @Nullable Object value(Scalar scalar) {
        var text = scalar.text();
        if (!scalar.plain()) {
            return text;
        }
        if (NULL.contains(text)) {
            return null;
        }
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        if (INFINITY.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (NAN.contains(text)) {
            return Double.NaN;
        }
        var digits = text.replace("_", "");
        var integer = integer(digits);
        if (integer != null) {
            return integer;
        }
        return FLOAT.matcher(digits).matches() ? (Object) Double.parseDouble(digits) : text;
    }

    /** The same, but a number without a fraction is an integer, as it appears in JSON that Go writes. */
    static @Nullable Object plainValue(Scalar scalar) {
        var value = value(scalar);
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < EXACT
                ? (Object) number.longValue()
                : value;
    }

    /** The short tag of YAML for a value of {@link #value}. */
    static String tag(@Nullable Object value) {
        return switch (value) {
            case null -> "!!null";
            case Boolean _ -> "!!bool";
            case Long _, BigInteger _ -> "!!int";
            case Double _ -> "!!float";
            default -> "!!str";
        };
    }

    private static @Nullable Object integer(String text) {
        boolean negative = text.startsWith("-");
        var digits = negative || text.startsWith("+") ? text.substring(1) : text;
        int radix = 10;
        var lower = digits.toLowerCase(Locale.ROOT);
        if (lower.startsWith("0x")) {
            radix = 16;
        } else if (lower.startsWith("0b")) {
            radix = 2;
        } else if (lower.startsWith("0o")) {
            radix = 8;
        }
        digits = radix == 10 ? digits : digits.substring(2);
        if (radix == 10 && digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
        }
        if (digits.isEmpty() || digits.startsWith("-") || digits.startsWith("+")) {
            return null;
        }
        try {
            var number = new BigInteger((negative ? "-" : "") + digits, radix);
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Set<String> words(String... words) {
        return Arrays.stream(words)
                .flatMap(word -> Stream.of(
                        word,
                        word.toUpperCase(Locale.ROOT),
                        word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
