package io.chandler.ondemand.configuration;

import io.chandler.ondemand.configuration.Key.Kind;
import io.chandler.ondemand.configuration.Node.Mapping;
import io.chandler.ondemand.configuration.Node.Scalar;
import io.chandler.ondemand.configuration.Node.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns nodes into maps, lists and values of a shape. What does not fit is left out and told: with the words of Go's
 * reader for a wrong type, with our own for a key that is not known or occurs twice. Not thread-safe.
 */
final class Decoder {

    private static final int SHOWN = 10;
    private static final int CUT = 7;

    private final List<Mistake> wrongTypes = new ArrayList<>();
    private final List<Mistake> doubtful = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    /** The value; null for nothing. */
    @Nullable
    Object decode(Node node, Shape shape, String path) {
        lines.put(path, node.line());
        if (node instanceof Scalar scalar && Scalars.value(scalar) == null) {
            return null;
        }
        return switch (shape) {
            case Shape.Leaf(var kind) -> kind == Kind.ANY ? any(node, path) : leaf(node, kind, path);
            case Shape.Items items when node instanceof Sequence sequence -> items(sequence, items, path);
            case Shape.Structure structure when node instanceof Mapping mapping -> members(mapping, structure, path);
            default -> refuse(node, shape, path);
        };
    }

    /** What Go's reader refuses. */
    List<Mistake> wrongTypes() {
        return wrongTypes;
    }

    /** What Go's reader ignores: unknown keys and keys that occur twice. */
    List<Mistake> doubtful() {
        return doubtful;
    }

    /** The line of a path, or of the nearest one above it that is there. */
    int line(String path) {
        for (var at = path; !at.isEmpty(); at = parent(at)) {
            if (lines.containsKey(at)) {
                return lines.get(at);
            }
        }
        return lines.getOrDefault("", 0);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    private @Nullable Object leaf(Node node, Kind kind, String path) {
        if (!(node instanceof Scalar scalar)) {
            return refuse(node, new Shape.Leaf(kind), path);
        }
        var value = Scalars.value(scalar);
        return switch (kind) {
            case TEXT, SECRET -> scalar.text();
            case NUMBER ->
                switch (value) {
                    case Long number when number == number.intValue() -> (Object) number.intValue();
                    case Double number when Math.abs(number) <= Integer.MAX_VALUE -> number.intValue();
                    case null, default -> refuse(node, new Shape.Leaf(kind), path);
                };
            case FLAG -> value instanceof Boolean ? value : refuse(node, new Shape.Leaf(kind), path);
            case DECIMAL ->
                value instanceof Number number ? number.doubleValue() : refuse(node, new Shape.Leaf(kind), path);
            case ANY -> any(node, path);
        };
    }

    private List<Object> items(Sequence sequence, Shape.Items shape, String path) {
        var items = new ArrayList<Object>();
        for (int i = 0; i < sequence.items().size(); i++) {
            var value = decode(sequence.items().get(i), shape.item(), path + "[" + i + "]");
            items.add(value == null ? empty(shape.item()) : value);
        }
        return List.copyOf(items);
    }

    /** What Go has where an item is null or does not fit. */
    private static Object empty(Shape shape) {
        return switch (shape) {
            case Shape.Leaf(var kind) ->
                switch (kind) {
                    case TEXT, SECRET, ANY -> "";
                    case NUMBER -> 0;
                    case FLAG -> false;
                    case DECIMAL -> 0.0;
                };
            case Shape.Items _ -> List.of();
            case Shape.Structure _ -> Map.of();
        };
    }

    private Map<String, Object> members(Mapping mapping, Shape.Structure shape, String path) {
        var members = new LinkedHashMap<String, Object>();
        var seen = new HashSet<String>();
        for (var member : mapping.members()) {
            var at = path.isEmpty() ? member.key() : path + "." + member.key();
            if (!seen.add(member.key())) {
                doubtful.add(new Mistake(member.line(), at, "occurs twice; the last one counts"));
            }
            var field = shape.fields().get(member.key());
            if (field == null && shape.others().isEmpty()) {
                var meant = Suggestion.of(member.key(), shape.fields().keySet());
                doubtful.add(new Mistake(
                        member.line(),
                        at,
                        "is not a known key"
                                + meant.map(name -> ", did you mean " + name + "?")
                                        .orElse("")));
                continue;
            }
            var value = decode(member.value(), field == null ? shape.others().orElseThrow() : field, at);
            if (value == null) {
                members.remove(member.key());
                if (field == null) {
                    keepNothing(members, shape, member.key());
                }
            } else {
                members.put(member.key(), value);
            }
        }
        return Collections.unmodifiableMap(members);
    }

    /** In a map of anything, a name without a value is a name with null; in other maps it has the empty value. */
    private static void keepNothing(Map<String, Object> members, Shape.Structure shape, String name) {
        var other = shape.others().orElseThrow();
        if (other instanceof Shape.Leaf(var kind) && kind == Kind.ANY) {
            putNull(members, name);
        } else {
            members.put(name, empty(other));
        }
    }

    @SuppressWarnings("NullAway") // Values of this map are as YAML has them, null among them.
    private static void putNull(Map<String, Object> members, String name) {
        members.put(name, null);
    }

    private @Nullable Object any(Node node, String path) {
        return switch (node) {
            case Scalar scalar -> Scalars.plainValue(scalar);
            case Sequence sequence -> {
                var items = new ArrayList<@Nullable Object>();
                sequence.items().forEach(item -> items.add(any(item, path)));
                yield Collections.unmodifiableList(items);
            }
            case Mapping mapping -> {
                var members = new LinkedHashMap<String, @Nullable Object>();
                mapping.members().forEach(member -> members.put(member.key(), any(member.value(), path)));
                yield Collections.unmodifiableMap(members);
            }
        };
    }

    private @Nullable Object refuse(Node node, Shape shape, String path) {
        var found = switch (node) {
            case Scalar scalar ->
                Scalars.tag(Scalars.value(scalar))
                        + (shape.secret() && !path.isEmpty() ? "" : " " + shown(scalar.text()));
            case Sequence _ -> "!!seq";
            case Mapping _ -> "!!map";
        };
        wrongTypes.add(new Mistake(node.line(), path, "cannot unmarshal " + found + " into " + shape.goType()));
        return null;
    }

    private static String shown(String text) {
        return "`" + (text.length() > SHOWN ? text.substring(0, CUT) + "..." : text) + "`";
    }
}
