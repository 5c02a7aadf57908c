package io.chandler.osb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads members of objects that others define: what is absent or of the wrong type is absent. */
final class JsonMembers {

    private JsonMembers() {}

    static Optional<String> text(ObjectNode object, String name) {
        var value = object.get(name);
        return value != null && value.isString() && !value.stringValue().isEmpty()
                ? Optional.of(value.stringValue())
                : Optional.empty();
    }

    static ObjectNode object(ObjectNode object, String name) {
        return object.get(name) instanceof ObjectNode value ? value : Json.object();
    }

    static List<String> texts(@Nullable JsonNode array) {
        if (array == null || !array.isArray()) {
            return List.of();
        }
        var texts = new ArrayList<String>(array.size());
        for (var value : array) {
            if (value.isString()) {
                texts.add(value.stringValue());
            }
        }
        return List.copyOf(texts);
    }
}
