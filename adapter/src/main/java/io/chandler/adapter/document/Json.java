package io.chandler.adapter.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the Go broker and its adapters read and write it: the same bytes, and the same words for what is wrong.
 * Objects are maps that keep their order, a key that occurs twice has its last value. Numbers lose nothing: whole ones
 * are {@code Integer}, {@code Long} or {@code BigInteger}, others are {@code Double}, or {@code BigDecimal} where that
 * would round.
 */
public final class Json {

    /** The order of Go's maps: by the bytes of UTF-8, that is by code points. */
    private static final Comparator<String> BY_CODE_POINTS = (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == a.length() || i == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        char left = a.charAt(i);
        char right = b.charAt(i);
        return Character.isSurrogate(left) == Character.isSurrogate(right)
                ? Character.compare(left, right)
                : Boolean.compare(Character.isSurrogate(left), Character.isSurrogate(right));
    };

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws DocumentException if the text is not JSON, in the words of Go
     */
    public static @Nullable Object read(String text) {
        return new JsonReader(text).document();
    }

    /**
     * Reads an object; {@code null} is an empty one.
     *
     * @throws DocumentException if the text is not JSON, in the words of Go, or no object
     */
    public static Map<String, @Nullable Object> readObject(String text) {
        var value = read(text);
        if (value == null) {
            return Values.empty().map();
        }
        return Values.asMap(value).orElseThrow(() -> new DocumentException("must be a JSON object"));
    }

    /**
     * Writes a value, with maps in their order, in one line. {@code <}, {@code >} and {@code &} are escaped.
     *
     * @throws DocumentException if there is something else than texts, numbers, booleans, lists and maps in it
     */
    public static String write(@Nullable Object value) {
        var out = new StringBuilder();
        JsonWriter.write(value, out);
        return out.toString();
    }

    /** A copy in which the keys of all maps are sorted as Go sorts them. */
    public static @Nullable Object sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new TreeMap<String, @Nullable Object>(BY_CODE_POINTS);
                map.forEach((key, item) -> copy.put(String.valueOf(key), sorted(item)));
                yield copy;
            }
            case Collection<?> items -> {
                List<@Nullable Object> copy = new ArrayList<>(items.size());
                items.forEach(item -> copy.add(sorted(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
