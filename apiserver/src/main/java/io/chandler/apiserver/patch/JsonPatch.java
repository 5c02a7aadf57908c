package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Patch, RFC 6902: {@code application/json-patch+json}. */
public final class JsonPatch {

    /** Most operations of one patch. */
    public static final int MOST_OPERATIONS = 10_000;

    /** Most characters that copies may add up to: they could double a document with each operation. */
    private static final int MOST_COPIED = 3 * 1024 * 1024;

    private JsonPatch() {}

    /**
     * The document after all operations of the patch; the given one stays as it is.
     *
     * @throws PatchException.Malformed if the patch is none
     * @throws PatchException.TooLarge if it has more than {@link #MOST_OPERATIONS}
     * @throws PatchException.Rejected if an operation cannot be carried out, a test among them; the message names it
     */
    public static JsonNode apply(JsonNode document, byte[] patch) {
        if (!(PatchJson.read(patch) instanceof ArrayNode list)) {
            throw new PatchException.Malformed("error decoding patch: a JSON patch must be a JSON array of operations");
        }
        if (list.size() > MOST_OPERATIONS) {
            throw new PatchException.TooLarge(
                    "The allowed maximum operations in a JSON patch is " + MOST_OPERATIONS + ", got " + list.size());
        }
        var operations = new ArrayList<Operation>();
        for (int i = 0; i < list.size(); i++) {
            operations.add(Operation.read(i, list.get(i)));
        }
        var run = new Run(document.deepCopy());
        operations.forEach(run::carryOut);
        return run.root;
    }

    private record Operation(
            int index,
            String op,
            Pointer path,
            @Nullable Pointer from,
            @Nullable JsonNode value) {

        static Operation read(int index, JsonNode json) {
            if (!(json instanceof ObjectNode)) {
                throw malformed(index, "must be an object");
            }
            var op = json.path("op").asString("");
            var from = json.get("from");
            var value = json.get("value");
            switch (op) {
                case "add", "replace", "test" -> {
                    if (value == null) {
                        throw malformed(index, "(" + op + ") needs \"value\"");
                    }
                }
                case "move", "copy" -> {
                    if (from == null || !from.isString()) {
                        throw malformed(index, "(" + op + ") needs \"from\", a JSON pointer");
                    }
                }
                case "remove" -> {}
                default -> throw malformed(index, "must have \"op\" add, remove, replace, move, copy or test");
            }
            var path = json.get("path");
            if (path == null || !path.isString()) {
                throw malformed(index, "(" + op + ") needs \"path\", a JSON pointer");
            }
            boolean twoPaths = op.equals("move") || op.equals("copy");
            return new Operation(
                    index,
                    op,
                    Pointer.parse(index, path.stringValue()),
                    twoPaths && from != null ? Pointer.parse(index, from.stringValue()) : null,
                    value);
        }

        PatchException.Rejected rejected(String why) {
            return new PatchException.Rejected(op + " operation " + index + " of the patch " + why);
        }
    }

    private static PatchException.Malformed malformed(int index, String why) {
        return new PatchException.Malformed("error decoding patch: operation " + index + " " + why);
    }

    /** RFC 6901: the names on the way from the root. */
    private record Pointer(String text, List<String> names) {

        static Pointer parse(int index, String text) {
            if (text.isEmpty()) {
                return new Pointer(text, List.of());
            }
            if (text.charAt(0) != '/') {
                throw malformed(index, "has a JSON pointer that does not begin with a slash: " + text);
            }
            var names = new ArrayList<String>();
            for (var part : text.substring(1).split("/", -1)) {
                if (part.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
                    throw malformed(index, "has a JSON pointer with a ~ that is neither ~0 nor ~1: " + text);
                }
                names.add(part.replace("~1", "/").replace("~0", "~"));
            }
            return new Pointer(text, names);
        }

        boolean beginsWith(Pointer other) {
            return names.size() > other.names.size()
                    && names.subList(0, other.names.size()).equals(other.names);
        }
    }

    private static final class Run {

        private JsonNode root;
        private int copied;

        Run(JsonNode root) {
            this.root = root;
        }

        void carryOut(Operation operation) {
            var value = operation.value == null ? null : operation.value.deepCopy();
            var from = operation.from;
            switch (operation.op) {
                case "add" -> add(operation, required(value));
                case "replace" -> {
                    get(operation, operation.path);
                    replace(operation, required(value));
                }
                case "remove" -> remove(operation, operation.path);
                case "test" -> {
                    if (!PatchJson.same(get(operation, operation.path), required(value))) {
                        throw operation.rejected("failed: the value at \"" + operation.path.text + "\" is another");
                    }
                }
                case "move" -> {
                    var source = required(from);
                    if (operation.path.beginsWith(source)) {
                        throw operation.rejected("would move \"" + source.text + "\" into itself");
                    }
                    var moved = get(operation, source);
                    if (!operation.path.names.equals(source.names)) {
                        remove(operation, source);
                        add(operation, moved);
                    }
                }
                default -> {
                    var copy = get(operation, required(from)).deepCopy();
                    copied += copy.toString().length();
                    if (copied > MOST_COPIED) {
                        throw operation.rejected("copies more than " + MOST_COPIED + " characters");
                    }
                    add(operation, copy);
                }
            }
        }

        private static <V> V required(@Nullable V value) {
            if (value == null) {
                throw new IllegalStateException("checked when the operation was read");
            }
            return value;
        }

        private JsonNode get(Operation operation, Pointer pointer) {
            var node = root;
            for (var name : pointer.names) {
                JsonNode next = null;
                if (node instanceof ArrayNode array) {
                    int index = index(name);
                    next = index >= 0 ? array.get(index) : null;
                } else if (node instanceof ObjectNode object) {
                    next = object.get(name);
                }
                if (next == null) {
                    throw operation.rejected("does not apply: there is nothing at \"" + pointer.text + "\"");
                }
                node = next;
            }
            return node;
        }

        private JsonNode parent(Operation operation, Pointer pointer) {
            int end = pointer.names.size() - 1;
            var text = pointer.text.substring(0, pointer.text.lastIndexOf('/'));
            return get(operation, new Pointer(text, pointer.names.subList(0, end)));
        }

        private void add(Operation operation, JsonNode value) {
            var path = operation.path;
            if (path.names.isEmpty()) {
                root = value;
                return;
            }
            var name = path.names.getLast();
            switch (parent(operation, path)) {
                case ObjectNode object -> object.set(name, value);
                case ArrayNode array -> {
                    int index = name.equals("-") ? array.size() : index(name);
                    if (index < 0 || index > array.size()) {
                        throw operation.rejected(
                                "does not apply: \"" + path.text + "\" is no place in a list of " + array.size());
                    }
                    array.insert(index, value);
                }
                default ->
                    throw operation.rejected(
                            "does not apply: what \"" + path.text + "\" is in is neither object nor list");
            }
        }

        private void replace(Operation operation, JsonNode value) {
            var path = operation.path;
            if (path.names.isEmpty()) {
                root = value;
                return;
            }
            var name = path.names.getLast();
            if (parent(operation, path) instanceof ObjectNode object) {
                object.set(name, value);
            } else if (parent(operation, path) instanceof ArrayNode array) {
                array.set(index(name), value);
            }
        }

        private void remove(Operation operation, Pointer path) {
            get(operation, path);
            if (path.names.isEmpty()) {
                throw operation.rejected("must not remove the whole object");
            }
            var name = path.names.getLast();
            if (parent(operation, path) instanceof ObjectNode object) {
                object.remove(name);
            } else if (parent(operation, path) instanceof ArrayNode array) {
                array.remove(index(name));
            }
        }

        /** The number of a place in a list; -1 for what is none. */
        private static int index(String name) {
            boolean number = !name.isEmpty() && name.length() <= 9 && (name.equals("0") || name.charAt(0) != '0');
            for (int i = 0; number && i < name.length(); i++) {
                number = name.charAt(i) >= '0' && name.charAt(i) <= '9';
            }
            return number ? Integer.parseInt(name) : -1;
        }
    }
}
