package io.chandler.ondemand.broker;

import io.chandler.osb.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Between what an adapter speaks, maps, and what the API speaks. */
final class JsonObjects {

    private JsonObjects() {}

    static ObjectNode of(Map<String, ? extends @Nullable Object> map) {
        return (ObjectNode) node(map);
    }

    static JsonNode node(@Nullable Object value) {
        return Json.mapper().readTree(io.chandler.adapter.document.Json.write(value));
    }
}
