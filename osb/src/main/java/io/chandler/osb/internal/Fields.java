package io.chandler.osb.internal;

import io.chandler.osb.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads members of a request body: null means absent, a wrong type is answered with 400 and the member's name. */
final class Fields {

    private Fields() {}

    /** A required id. */
    static String id(ObjectNode body, String name) {
        var id = optionalId(body, name);
        if (id.isEmpty()) {
            throw Refused.malformed(name + " is missing: it must be a non-empty string.");
        }
        return id.get();
    }

    /** An id; one that is there must not be blank. */
    static Optional<String> optionalId(ObjectNode body, String name) {
        var text = string(body, name, name);
        if (text.isEmpty()) {
            return text;
        }
        if (text.get().isBlank()) {
            throw Refused.malformed(name + " must be a non-empty string.");
        }
        if (Utf8.hasControl(text.get())) {
            throw Refused.malformed(name + " must not hold control characters.");
        }
        return text;
    }

    /** An id from a body that may be anything; empty where it is no id. */
    static Optional<String> idIfValid(ObjectNode body, String name) {
        var value = body.get(name);
        return value != null
                        && value.isString()
                        && !value.stringValue().isBlank()
                        && !Utf8.hasControl(value.stringValue())
                ? Optional.of(value.stringValue())
                : Optional.empty();
    }

    /** A text; empty where it is absent or empty. */
    static Optional<String> text(ObjectNode body, String name, String path) {
        return string(body, name, path).filter(text -> !text.isEmpty());
    }

    private static Optional<String> string(ObjectNode body, String name, String path) {
        var value = body.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw Refused.malformed(path + " must be a string.");
        }
        return Optional.of(value.stringValue());
    }

    /** An object; a new empty one where it is absent. */
    static ObjectNode object(ObjectNode body, String name, String path) {
        var value = body.get(name);
        if (value == null || value.isNull()) {
            return Json.object();
        }
        if (!(value instanceof ObjectNode object)) {
            throw Refused.malformed(path + " must be a JSON object.");
        }
        return object;
    }

    /** {@code maintenance_info.version}; empty where the object or the version is absent. */
    static Optional<String> maintenanceVersion(ObjectNode body) {
        var info = body.get("maintenance_info");
        if (info == null || info.isNull()) {
            return Optional.empty();
        }
        return text(object(body, "maintenance_info", "maintenance_info"), "version", "maintenance_info.version");
    }
}
