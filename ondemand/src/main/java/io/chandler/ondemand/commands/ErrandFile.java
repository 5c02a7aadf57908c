package io.chandler.ondemand.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A section of an errand's configuration file. Keys are given from the section on, their parts joined by a full stop.
 * Scalars keep the text that they have in the file, unknown keys are left aside, and what is not there is empty.
 */
final class ErrandFile {

    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");

    private sealed interface Node {
        record Scalar(String text, int line) implements Node {}

        record Items(List<Node> items, int line) implements Node {}

        record Members(Map<String, Node> members, int line) implements Node {}

        int line();
    }

    /** The file is not YAML, or a value has the wrong type; the message is Go's. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private Malformed(String message) {
            super(message);
        }
    }

    private final Node.Members root;

    private ErrandFile(Node.Members root) {
        this.root = root;
    }

    /**
     * The text of a file.
     *
     * @throws IOException with a message in Go's words
     */
    static String read(String path) throws IOException {
        try {
            return Files.readString(Path.of(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException("open " + path + ": no such file or directory", e);
        } catch (AccessDeniedException e) {
            throw new IOException("open " + path + ": permission denied", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IOException("read " + path + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw new IOException(
                    Files.isDirectory(Path.of(path)) ? "read " + path + ": is a directory" : "read " + path, e);
        }
    }

    /** Reads the text of a file. */
    static ErrandFile parse(String text) throws Malformed {
        try (var parser = new YAMLMapper().createParser(text)) {
            if (parser.nextToken() == null) {
                return new ErrandFile(new Node.Members(Map.of(), 1));
            }
            var node = node(parser);
            return switch (node) {
                case null -> new ErrandFile(new Node.Members(Map.of(), 1));
                case Node.Members members -> new ErrandFile(members);
                case Node.Scalar _, Node.Items _ -> throw wrongType(node, "a section");
            };
        } catch (JacksonException e) {
            var place = e.getLocation();
            var message = String.valueOf(e.getOriginalMessage());
            throw new Malformed("yaml: line " + (place == null ? 0 : place.getLineNr()) + ": "
                    + message.lines().findFirst().orElse("it cannot be read"));
        }
    }

    private static @Nullable Node node(JsonParser parser) {
        int line = parser.currentTokenLocation().getLineNr();
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, Node>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    var value = node(parser);
                    if (value != null) {
                        members.put(name, value);
                    }
                }
                yield new Node.Members(members, line);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Node>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    var item = node(parser);
                    if (item != null) {
                        items.add(item);
                    }
                }
                yield new Node.Items(items, line);
            }
            case VALUE_NULL -> null;
            default -> new Node.Scalar(parser.getString(), line);
        };
    }

    private static Malformed wrongType(Node node, String wanted) {
        var what = switch (node) {
            case Node.Scalar _ -> "!!str";
            case Node.Items _ -> "!!seq";
            case Node.Members _ -> "!!map";
        };
        return new Malformed(
                "yaml: unmarshal errors:\n  line " + node.line() + ": cannot unmarshal " + what + " into " + wanted);
    }

    private Optional<Node> find(String key) throws Malformed {
        Node at = root;
        for (var part : key.split("\\.")) {
            if (!(at instanceof Node.Members(var members, int _))) {
                throw wrongType(at, "the section of " + key);
            }
            var next = members.get(part);
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    /** The text of a scalar; empty where it is not there. */
    String text(String key) throws Malformed {
        var node = find(key);
        if (node.isEmpty()) {
            return "";
        }
        if (node.get() instanceof Node.Scalar(var text, int _)) {
            return text;
        }
        throw wrongType(node.get(), "text (" + key + ")");
    }

    /** The same, where empty text is as good as none. */
    Optional<String> optional(String key) throws Malformed {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    /** A whole number; 0 where it is not there. */
    int number(String key) throws Malformed {
        var node = find(key);
        if (node.isEmpty()) {
            return 0;
        }
        if (node.get() instanceof Node.Scalar(var text, int _)) {
            try {
                return Integer.parseInt(text.replace("_", ""));
            } catch (NumberFormatException e) {
                // Told below.
            }
        }
        throw wrongType(node.get(), "int (" + key + ")");
    }

    /** On or off; off where it is not there. */
    boolean on(String key) throws Malformed {
        var node = find(key);
        if (node.isEmpty()) {
            return false;
        }
        if (node.get() instanceof Node.Scalar(var text, int _)) {
            if (TRUE.contains(text)) {
                return true;
            }
            if (FALSE.contains(text)) {
                return false;
            }
        }
        throw wrongType(node.get(), "bool (" + key + ")");
    }

    /** A map of texts, in the order of its keys. */
    Map<String, String> texts(String key) throws Malformed {
        var texts = new java.util.TreeMap<String, String>();
        var node = find(key);
        if (node.isEmpty()) {
            return texts;
        }
        if (!(node.get() instanceof Node.Members(var members, int _))) {
            throw wrongType(node.get(), "map[string]string (" + key + ")");
        }
        for (var member : members.entrySet()) {
            if (!(member.getValue() instanceof Node.Scalar(var text, int _))) {
                throw wrongType(member.getValue(), "text (" + key + "." + member.getKey() + ")");
            }
            texts.put(member.getKey(), text);
        }
        return texts;
    }

    /** A list of sections. */
    List<ErrandFile> sections(String key) throws Malformed {
        var node = find(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof Node.Items(var items, int _))) {
            throw wrongType(node.get(), "a list (" + key + ")");
        }
        var sections = new ArrayList<ErrandFile>();
        for (var item : items) {
            if (!(item instanceof Node.Members members)) {
                throw wrongType(item, "a section (" + key + ")");
            }
            sections.add(new ErrandFile(members));
        }
        return sections;
    }
}
