package io.chandler.adapter.document;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a scalar without quotes means to yaml.v2, the YAML library of the Go broker and its adapters. */
final class PlainScalar {

    private static final Map<String, Optional<Object>> WORDS = words();
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern MISPLACED = Pattern.compile("(?<![0-9])_|_(?![0-9])");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*", Pattern.DOTALL);
    private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

    private PlainScalar() {}

    /** The value: null, a boolean, a number, or the text itself. A date stays a text, as yaml.v2 hands it over. */
    static @Nullable Object value(String text) {
        if (text.isEmpty()) {
            return null;
        }
        char first = text.charAt(0);
        if (first == '+' || first == '-' || first == '.' || (first >= '0' && first <= '9')) {
            var word = WORDS.get(text);
            return word != null ? word.orElse(null) : number(text);
        }
        var word = "yYnNtTfFoO~".indexOf(first) < 0 ? null : WORDS.get(text);
        return word == null ? text : word.orElse(null);
    }

    private static Object number(String text) {
        if (DATE.matcher(text).matches()) {
            return text;
        }
        var plain = text.replace("_", "");
        var whole = whole(plain);
        if (whole != null) {
            return whole;
        }
        // After a point at the beginning underscores must stand between digits.
        boolean misplaced = text.charAt(0) == '.' && MISPLACED.matcher(text).find();
        if (!misplaced && FLOAT.matcher(plain).matches()) {
            double number = Double.parseDouble(plain);
            if (Double.isFinite(number)) {
                return number;
            }
        }
        return text;
    }

    /** A whole number with the prefixes of Go, which tell its base. */
    private static @Nullable Number whole(String plain) {
        var digits = plain;
        boolean negative = false;
        if (digits.startsWith("-") || digits.startsWith("+")) {
            negative = digits.startsWith("-");
            digits = digits.substring(1);
        }
        int base = 10;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            base = switch (digits.charAt(1)) {
                case 'x', 'X' -> 16;
                case 'b', 'B' -> 2;
                default -> 8;
            };
            digits = digits.substring("xXbBoO".indexOf(digits.charAt(1)) < 0 ? 1 : 2);
        }
        if (digits.isEmpty()) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) > 'z' || Character.digit(digits.charAt(i), base) < 0) {
                return null;
            }
        }
        var number = new BigInteger(digits, base);
        // Beyond 64 bits only decimal digits are a number, which Go rounds and the director does not.
        return number.compareTo(UNSIGNED) >= 0 && base != 10
                ? null
                : JsonReader.whole(negative ? number.negate() : number);
    }

    private static Map<String, Optional<Object>> words() {
        var words = new HashMap<String, Optional<Object>>();
        for (var word : new String[] {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) {
            words.put(word, Optional.of(true));
        }
        for (var word : new String[] {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
            words.put(word, Optional.of(false));
        }
        for (var word : new String[] {"~", "null", "Null", "NULL"}) {
            words.put(word, Optional.empty());
        }
        for (var word : new String[] {".nan", ".NaN", ".NAN"}) {
            words.put(word, Optional.of(Double.NaN));
        }
        for (var word : new String[] {".inf", ".Inf", ".INF"}) {
            words.put(word, Optional.of(Double.POSITIVE_INFINITY));
            words.put("+" + word, Optional.of(Double.POSITIVE_INFINITY));
            words.put("-" + word, Optional.of(Double.NEGATIVE_INFINITY));
        }
        return words;
    }
}
