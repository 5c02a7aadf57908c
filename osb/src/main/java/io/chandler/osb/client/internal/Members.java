package io.chandler.osb.client.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of an object in an answer, read strictly: a member of the wrong type makes the answer malformed; one that
 * is null is as good as absent.
 *
 * @param path where in the answer, such as {@code metadata.}; empty at the top
 */
record Members(ObjectNode object, String path) {

    /** A text; an empty one is as good as absent. */
    Optional<String> text(String name) {
        return member(name)
                .map(node -> {
                    if (!node.isString()) {
                        throw wrong(name, "a string");
                    }
                    return node.stringValue();
                })
                .filter(text -> !text.isEmpty());
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> wrong(name, "a string that is not empty"));
    }

    Optional<Boolean> flag(String name) {
        return member(name).map(node -> {
            if (!node.isBoolean()) {
                throw wrong(name, "true or false");
            }
            return node.booleanValue();
        });
    }

    Optional<ObjectNode> object(String name) {
        return member(name).map(node -> asObject(name, node));
    }

    Optional<Members> members(String name) {
        return object(name).map(node -> new Members(node, path + name + "."));
    }

    Members requiredMembers(String name) {
        return members(name).orElseThrow(() -> wrong(name, "an object"));
    }

    Optional<Instant> instant(String name) {
        return text(name).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw wrong(name, "a time such as 2026-01-31T23:59:59.0Z");
            }
        });
    }

    /** The objects of an array; none where it is absent. */
    List<Members> list(String name) {
        var result = new ArrayList<Members>();
        for (var node : array(name)) {
            var element = name + "[" + result.size() + "]";
            result.add(new Members(asObject(element, node), path + element + "."));
        }
        return result;
    }

    /** The strings of an array. */
    List<String> texts(String name) {
        var result = new ArrayList<String>();
        for (var node : array(name)) {
            if (!node.isString()) {
                throw wrong(name, "an array of strings");
            }
            result.add(node.stringValue());
        }
        return result;
    }

    private List<JsonNode> array(String name) {
        var node = member(name);
        if (node.isPresent() && !node.get().isArray()) {
            throw wrong(name, "an array");
        }
        return node.map(array -> List.copyOf(array.values())).orElse(List.of());
    }

    private ObjectNode asObject(String name, JsonNode node) {
        if (node instanceof ObjectNode found) {
            return found;
        }
        throw wrong(name, "an object");
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    MalformedAnswer wrong(String name, String right) {
        return new MalformedAnswer("In the broker's answer " + path + name + " must be " + right + ".");
    }
}
