package io.chandler.adapter.document;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes YAML that every reader takes for what is meant, be it yaml.v2 (the Go broker) or Psych (the director): a text
 * is written without quotes only if no reader could take it for something else. Lines are never folded.
 */
final class YamlWriter {

    /** What may be inside a text without quotes, beside letters and digits, {@code :} and spaces. */
    private static final String HARMLESS = "_./()@+=;,$^~#%[]{}*!-";

    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");
    /** An implicit key must not be longer. */
    private static final int LONGEST_KEY = 1000;

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String write(@Nullable Object value, @Nullable Source source) {
        var writer = new YamlWriter();
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> writer.map(map, source, 0, false);
            case Collection<?> items when !items.isEmpty() -> writer.items(items, source, 0, false);
            case null, default -> writer.scalar(value, source, 0);
        }
        return writer.out.toString();
    }

    /** Each entry on its line; the first where the writer stands if it is {@code inline}. */
    private void map(Map<?, ?> map, @Nullable Source source, int indent, boolean inline) {
        boolean here = inline;
        for (var entry : ordered(map).entrySet()) {
            indent(here ? 0 : indent);
            here = false;
            var key = String.valueOf(entry.getKey());
            var text = key(key, source);
            if (text.length() > LONGEST_KEY) {
                out.append("? ").append(text).append('\n');
                indent(indent);
                out.append(':');
            } else {
                out.append(text).append(':');
            }
            var from = source == null ? null : source.child(key);
            switch (entry.getValue()) {
                case Map<?, ?> nested
                when !nested.isEmpty() -> {
                    out.append('\n');
                    map(nested, from, indent + 2, false);
                }
                case Collection<?> nested
                when !nested.isEmpty() -> {
                    out.append('\n');
                    items(nested, from, indent, false);
                }
                case null, default -> {
                    out.append(' ');
                    scalar(entry.getValue(), from, indent);
                }
            }
        }
    }

    /** A map without an order, such as one of {@code Map.of}, has that of its keys: the same in each process. */
    private static Map<?, ?> ordered(Map<?, ?> map) {
        if (map instanceof SequencedMap<?, ?>) {
            return map;
        }
        var sorted = new TreeMap<String, @Nullable Object>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        return sorted;
    }

    private void items(Collection<?> items, @Nullable Source source, int indent, boolean inline) {
        boolean here = inline;
        int place = 0;
        for (var item : items) {
            indent(here ? 0 : indent);
            here = false;
            out.append("- ");
            var from = source == null ? null : source.item(place, item);
            switch (item) {
                case Map<?, ?> nested when !nested.isEmpty() -> map(nested, from, indent + 2, true);
                case Collection<?> nested when !nested.isEmpty() -> items(nested, from, indent + 2, true);
                case null, default -> scalar(item, from, indent);
            }
            place++;
        }
    }

    private void indent(int spaces) {
        out.repeat(' ', spaces);
    }

    private static String key(String key, @Nullable Source source) {
        if (source instanceof Source.Mapping mapping) {
            var member = mapping.members().get(key);
            if (member != null && writable(member.key())) {
                return key;
            }
        }
        return isSafe(key) ? key : quoted(key);
    }

    private void scalar(@Nullable Object value, @Nullable Source source, int indent) {
        if (source instanceof Source.Scalar scalar
                && writable(scalar)
                && Source.plainText(value, source).isPresent()) {
            out.append(scalar.text()).append('\n');
            return;
        }
        switch (value) {
            case null -> out.append("null");
            case CharSequence text -> {
                text(text.toString(), indent);
                return;
            }
            case Boolean flag -> out.append(flag);
            case Double number -> out.append(decimal(number));
            case Float number -> out.append(decimal(number));
            case Number number -> out.append(decimal(number));
            case Map<?, ?> _ -> out.append("{}");
            case Collection<?> _ -> out.append("[]");
            default ->
                throw new DocumentException("cannot write a " + value.getClass().getName()
                        + " as YAML; use texts, numbers, booleans, lists and maps");
        }
        out.append('\n');
    }

    private static boolean writable(Source.Scalar scalar) {
        return scalar.plain() && !scalar.text().isEmpty() && scalar.text().indexOf('\n') < 0;
    }

    /** With a point before the exponent and a sign in it: only so the director takes it for a number. */
    private static String decimal(Number number) {
        var text = number.toString();
        return switch (text) {
            case "NaN" -> ".nan";
            case "Infinity" -> ".inf";
            case "-Infinity" -> "-.inf";
            default -> {
                int exponent = text.indexOf('E');
                if (exponent < 0) {
                    yield text;
                }
                var digits = text.substring(0, exponent);
                var power = text.substring(exponent + 1);
                yield (digits.contains(".") ? digits : digits + ".0")
                        + "e"
                        + (power.startsWith("-") || power.startsWith("+") ? power : "+" + power);
            }
        };
    }

    private void text(String text, int indent) {
        if (isSafe(text)) {
            out.append(text).append('\n');
        } else if (isBlock(text)) {
            block(text, indent);
        } else {
            out.append(quoted(text)).append('\n');
        }
    }

    /** A letter, {@code /}, {@code _} or {@code (} first, and nothing that has a meaning in YAML. */
    private static boolean isSafe(String text) {
        if (text.isEmpty() || !(isLetter(text.charAt(0)) || "/_(".indexOf(text.charAt(0)) >= 0)) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            boolean safe = switch (c) {
                case ':' -> next != ' ';
                case ' ' -> next != ' ' && next != '#';
                default -> isLetter(c) || (c >= '0' && c <= '9') || HARMLESS.indexOf(c) >= 0;
            };
            if (!safe) {
                return false;
            }
        }
        return !WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Several lines of printable characters; the first one begins with a letter, so that it shows the indentation. */
    private static boolean isBlock(String text) {
        if (text.indexOf('\n') <= 0 || text.charAt(0) == ' ' || text.charAt(0) == '\t') {
            return false;
        }
        if (text.chars().anyMatch(c -> c != '\n' && c != '\t' && !isPrintable((char) c))) {
            return false;
        }
        return text.lines().noneMatch(line -> !line.isEmpty() && line.isBlank());
    }

    private void block(String text, int indent) {
        out.append(text.endsWith("\n") ? text.endsWith("\n\n") ? "|+" : "|" : "|-")
                .append('\n');
        var body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        for (var line : body.split("\n", -1)) {
            if (!line.isEmpty()) {
                indent(indent + 2);
                out.append(line);
            }
            out.append('\n');
        }
    }

    private static boolean isPrintable(char c) {
        return (c >= ' ' && c <= '~') || (c >= 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && c < 0xfffe);
    }

    private static String quoted(String text) {
        var out = new StringBuilder().append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (isPrintable(c)) {
                        out.append(c);
                    } else {
                        out.append("\\u%04x".formatted((int) c));
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
