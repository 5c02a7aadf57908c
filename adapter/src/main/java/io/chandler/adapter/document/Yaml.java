package io.chandler.adapter.document;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document whose top is a map. It is read as yaml.v2 reads it (YAML 1.1 without numbers to base 60; {@code 0x1F}
 * is 31, {@code yes} is true, a date is a text), and what was not changed is written as it stood, except for comments
 * and layout.
 */
public final class Yaml {

    private final Values root;
    private final @Nullable Source source;

    private Yaml(Map<String, @Nullable Object> map, @Nullable Source source) {
        this.root = new Values(map, "", source);
        this.source = source;
    }

    /** A document without a key. */
    public static Yaml empty() {
        return new Yaml(new LinkedHashMap<>(), null);
    }

    /**
     * Reads the first document of a text; an empty one has no key.
     *
     * @throws DocumentException with the line, if it is not YAML or no map
     */
    public static Yaml parse(String text) {
        var source = YamlReader.read(text);
        var value = YamlReader.valueOf(source);
        if (value == null) {
            return empty();
        }
        return new Yaml(
                Values.asMap(value).orElseThrow(() -> new DocumentException("must be a map at the top")), source);
    }

    /**
     * Reads any value.
     *
     * @throws DocumentException with the line, if it is not YAML
     */
    public static @Nullable Object read(String text) {
        return YamlReader.valueOf(YamlReader.read(text));
    }

    /**
     * Writes any value.
     *
     * @throws DocumentException if there is something else than texts, numbers, booleans, lists and maps in it
     */
    public static String write(@Nullable Object value) {
        return YamlWriter.write(value, null);
    }

    /** The document itself: what is changed there is changed here. */
    public Values root() {
        return root;
    }

    /**
     * The document as text, which ends with a line feed.
     *
     * @throws DocumentException if there is something else than texts, numbers, booleans, lists and maps in it
     */
    public String write() {
        return YamlWriter.write(root.map(), source);
    }

    @Override
    public String toString() {
        return "Yaml" + root.map().keySet();
    }
}
