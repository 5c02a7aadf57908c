package io.chandler.apiserver.patch;

import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of the path to a field, in the notation of {@code fieldsV1}: {@code f:<name>} is a member, {@code k:<keys>}
 * the item of a list with these keys, {@code v:<value>} the item of a set, {@code i:<index>} the item at a place.
 */
record PathElement(String text) implements Comparable<PathElement> {

    static PathElement field(String name) {
        return new PathElement("f:" + name);
    }

    static PathElement keys(ObjectNode keys) {
        return new PathElement("k:" + sorted(keys));
    }

    static PathElement value(JsonNode value) {
        return new PathElement("v:" + PatchJson.MAPPER.writeValueAsString(value));
    }

    /** Reads the notation. @throws IllegalArgumentException if it is none */
    static PathElement parse(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new IllegalArgumentException("no element of a path: " + text);
        }
        var rest = text.substring(2);
        try {
            return switch (text.charAt(0)) {
                case 'f' -> field(rest);
                case 'i' -> new PathElement("i:" + Integer.parseInt(rest));
                case 'v' -> value(PatchJson.MAPPER.readTree(rest));
                case 'k' -> {
                    if (PatchJson.MAPPER.readTree(rest) instanceof ObjectNode keys) {
                        yield keys(keys);
                    }
                    throw new IllegalArgumentException("no keys: " + rest);
                }
                default -> throw new IllegalArgumentException("no element of a path: " + text);
            };
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no element of a path: " + text, e);
        }
    }

    private static ObjectNode sorted(ObjectNode keys) {
        var sorted = new TreeMap<String, JsonNode>();
        keys.properties().forEach(key -> sorted.put(key.getKey(), key.getValue()));
        var object = JsonNodeFactory.instance.objectNode();
        sorted.forEach(object::set);
        return object;
    }

    boolean isField() {
        return text.startsWith("f:");
    }

    /** The name of the member. */
    String name() {
        return text.substring(2);
    }

    /** As users read it: {@code .name}, {@code [key="value"]}, {@code [="value"]}, {@code [0]}. */
    String shown() {
        return switch (text.charAt(0)) {
            case 'f' -> "." + name();
            case 'k' ->
                PatchJson.MAPPER.readTree(name()).properties().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .collect(Collectors.joining(",", "[", "]"));
            case 'v' -> "[=" + name() + "]";
            default -> "[" + name() + "]";
        };
    }

    @Override
    public int compareTo(PathElement other) {
        return text.compareTo(other.text);
    }
}
