package io.chandler.adapter.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map with text keys, read by the types that its reader needs. What is absent or null is empty; what is of another
 * type is a {@link DocumentException} that names the key with its path. A change of {@link #map()} is seen. Not safe for
 * use by several threads while it is changed. {@code toString} shows the keys only.
 */
public final class Values {

    private final Map<String, @Nullable Object> map;
    private final String path;
    private final @Nullable Source source;

    Values(Map<String, @Nullable Object> map, String path, @Nullable Source source) {
        this.map = map;
        this.path = path;
        this.source = source;
    }

    /** The values of a map, which is copied. */
    public static Values of(Map<String, ? extends @Nullable Object> map) {
        return new Values(new LinkedHashMap<>(map), "", null);
    }

    /** The values of a map, which is copied; the path begins the names in messages, as in {@code plan.properties}. */
    public static Values of(String path, Map<String, ? extends @Nullable Object> map) {
        return new Values(new LinkedHashMap<>(map), path, null);
    }

    /** The values of this map itself, not of a copy: a change on one side is seen on the other. */
    public static Values over(String path, Map<String, @Nullable Object> map) {
        return new Values(map, path, null);
    }

    /** No values, to which some may be added. */
    public static Values empty() {
        return new Values(new LinkedHashMap<>(), "", null);
    }

    /** The map itself, in order. */
    public Map<String, @Nullable Object> map() {
        return map;
    }

    /** Puts a text, a number, a boolean, a list, a map or null in its place. */
    public Values put(String key, @Nullable Object value) {
        map.put(key, value);
        return this;
    }

    /** Whether the key is there, be it with null. */
    public boolean has(String key) {
        return map.containsKey(key);
    }

    /** A text; the text of a number or a boolean as its document has it: {@code 3421.10} stays {@code 3421.10}. */
    public Optional<String> text(String key) {
        return switch (map.get(key)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Object value
            when value instanceof Number || value instanceof Boolean ->
                Optional.of(Source.textOf(value, source == null ? null : source.child(key)));
            default -> throw wrong(key, "a text");
        };
    }

    /** A text that has to be there. */
    public String requireText(String key) {
        return text(key).orElseThrow(() -> new DocumentException(name(key) + " is missing"));
    }

    /** A whole number of any size that a {@code long} holds; {@code 3.0} is one too. */
    public Optional<Long> integer(String key) {
        var value = map.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            try {
                return Optional.of(new BigDecimal(number.toString()).longValueExact());
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong(key, "a whole number of at most 64 bits");
            }
        }
        throw wrong(key, "a whole number");
    }

    /** A whole number that has to be there. */
    public long requireInteger(String key) {
        return integer(key).orElseThrow(() -> new DocumentException(name(key) + " is missing"));
    }

    /** A whole number within limits, both included. */
    public Optional<Integer> integer(String key, int least, int greatest) {
        return integer(key).map(value -> {
            if (value < least || value > greatest) {
                throw new DocumentException(name(key) + " must be from " + least + " to " + greatest);
            }
            return Math.toIntExact(value);
        });
    }

    /** Any number, exactly. */
    public Optional<BigDecimal> number(String key) {
        return switch (map.get(key)) {
            case null -> Optional.empty();
            case BigInteger number -> Optional.of(new BigDecimal(number));
            case Number number
            when !(number instanceof Double d) || Double.isFinite(d) -> Optional.of(new BigDecimal(number.toString()));
            default -> throw wrong(key, "a number");
        };
    }

    /** True or false. */
    public Optional<Boolean> flag(String key) {
        return switch (map.get(key)) {
            case null -> Optional.empty();
            case Boolean flag -> Optional.of(flag);
            default -> throw wrong(key, "true or false");
        };
    }

    /** The map of a key; an empty one that is not yet part of these values where the key is absent. */
    public Values values(String key) {
        var value = map.get(key);
        if (value == null) {
            return new Values(new LinkedHashMap<>(), name(key), null);
        }
        var nested = asMap(value).orElseThrow(() -> wrong(key, "a map"));
        return new Values(nested, name(key), source == null ? null : source.child(key));
    }

    /** The map of a key, which is put there if it is absent. */
    public Values valuesIn(String key) {
        if (map.get(key) == null) {
            map.put(key, new LinkedHashMap<String, @Nullable Object>());
        }
        return values(key);
    }

    /** The list of a key itself; an empty one that is not yet part of these values where the key is absent. */
    public List<@Nullable Object> list(String key) {
        var value = map.get(key);
        if (value == null) {
            return new ArrayList<>();
        }
        return asList(value).orElseThrow(() -> wrong(key, "a list"));
    }

    /** The list of a key, which is put there if it is absent. */
    public List<@Nullable Object> listIn(String key) {
        if (map.get(key) == null) {
            map.put(key, new ArrayList<@Nullable Object>());
        }
        return list(key);
    }

    /** A list of texts, copied. */
    public List<String> texts(String key) {
        var texts = new ArrayList<String>();
        var items = list(key);
        var from = source == null ? null : source.child(key);
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (!(item instanceof String) && !(item instanceof Number) && !(item instanceof Boolean)) {
                throw wrong(key + "[" + i + "]", "a text");
            }
            texts.add(Source.textOf(item, from == null ? null : from.item(i, item)));
        }
        return texts;
    }

    /** A list of maps; each is the map in the list itself. */
    public List<Values> each(String key) {
        var each = new ArrayList<Values>();
        var items = list(key);
        var from = source == null ? null : source.child(key);
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var place = key + "[" + i + "]";
            var nested = asMap(item).orElseThrow(() -> wrong(place, "a map"));
            each.add(new Values(nested, name(place), from == null ? null : from.item(i, item)));
        }
        return each;
    }

    /** A map of texts, copied. */
    public Map<String, String> textMap(String key) {
        var texts = new LinkedHashMap<String, String>();
        var nested = values(key);
        nested.map.keySet().forEach(name -> texts.put(name, nested.requireText(name)));
        return texts;
    }

    /** The key with its path. */
    public String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private DocumentException wrong(String key, String expected) {
        return new DocumentException(name(key) + " must be " + expected);
    }

    @SuppressWarnings("unchecked") // the readers of JSON and YAML make maps with text keys only
    static Optional<Map<String, @Nullable Object>> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, @Nullable Object>) map) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static Optional<List<@Nullable Object>> asList(Object value) {
        return value instanceof List<?> list ? Optional.of((List<@Nullable Object>) list) : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Values values && map.equals(values.map);
    }

    @Override
    public int hashCode() {
        return map.hashCode();
    }

    @Override
    public String toString() {
        return "Values" + map.keySet();
    }
}
