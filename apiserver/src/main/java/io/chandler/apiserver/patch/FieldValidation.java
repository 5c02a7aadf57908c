package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is done about members that the schema does not know, and members sent twice: {@code fieldValidation}. */
public enum FieldValidation {
    /** Nothing: they are dropped. */
    IGNORE,
    /** They are dropped, and the client is told. */
    WARN,
    /** The request is refused. */
    STRICT;

    /** The value of the parameter; warning is the default. @throws PatchException.Malformed for any other */
    public static FieldValidation of(@Nullable String parameter) {
        return switch (parameter == null ? "" : parameter) {
            case "Ignore" -> IGNORE;
            case "", "Warn" -> WARN;
            case "Strict" -> STRICT;
            default -> throw new PatchException.Malformed("fieldValidation must be Ignore, Warn or Strict");
        };
    }

    /**
     * Takes out of an object, in place, what its schema does not know.
     *
     * @param duplicates members that were sent twice
     * @param kind the kind of the object, for messages
     * @return the warnings for the client
     * @throws PatchException.Malformed if something was unknown or sent twice, and that is to be refused
     */
    public List<String> prune(ObjectNode object, List<String> duplicates, FieldSchema schema, String kind) {
        var findings = new ArrayList<String>();
        for (var path : unknown(object, schema)) {
            findings.add("unknown field \"" + path + "\"");
        }
        for (var path : duplicates) {
            findings.add("duplicate field \"" + path + "\"");
        }
        if (this == STRICT && !findings.isEmpty()) {
            throw new PatchException.Malformed(version(object)
                            .map(version ->
                                    kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": ")
                            .orElse("")
                    + "strict decoding error: " + String.join(", ", findings));
        }
        return this == WARN ? findings : List.of();
    }

    private static Optional<String> version(ObjectNode object) {
        var version = object.path("apiVersion").asString("");
        return version.isEmpty() ? Optional.empty() : Optional.of(version.substring(version.indexOf('/') + 1));
    }

    /** Removes the members that a schema does not know; their paths. */
    private static List<String> unknown(ObjectNode object, FieldSchema schema) {
        var paths = new ArrayList<String>();
        members("", object, schema, paths);
        return paths;
    }

    private static void members(String path, ObjectNode object, FieldSchema schema, List<String> paths) {
        for (var name : List.copyOf(object.propertyNames())) {
            var inner = path.isEmpty() ? name : path + "." + name;
            var known = schema.member(name);
            var value = object.get(name);
            if (known == null) {
                object.remove(name);
                paths.add(inner);
            } else if (value != null) {
                value(inner, value, known, paths);
            }
        }
    }

    private static void value(String path, JsonNode value, FieldSchema schema, List<String> paths) {
        if (value instanceof ObjectNode object) {
            members(path, object, schema, paths);
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                value(path + "[" + i + "]", array.get(i), schema.items(), paths);
            }
        }
    }
}
