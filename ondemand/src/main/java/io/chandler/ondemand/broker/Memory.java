package io.chandler.ondemand.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.osb.Json;
import io.chandler.osb.JsonValues;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the broker remembers of an instance. It has no store of its own, so this travels in the deployment's manifest,
 * under a key of its own at the top, which the director keeps and does not read. It is not a tag: tags are copied to
 * every machine at the provider of the infrastructure, where parameters must not be seen.
 *
 * <p>The adapter never sees the key, unless it writes it itself: then the broker keeps nothing.
 *
 * @param parameters those of all requests so far, the newest of each name
 */
record Memory(String serviceId, String planId, String organizationId, String spaceId, ObjectNode parameters) {

    static final String KEY = "chandler_instance";

    private static final String VERSION = "v1.";
    private static final Pattern LINE = Pattern.compile(
            "(?m)^\"?" + KEY + "\"?:[ ]+[\"']?" + Pattern.quote(VERSION) + "([A-Za-z0-9_-]*)[\"']?[ ]*\\R?");
    private static final Pattern IN_BRACES =
            Pattern.compile("\"?" + KEY + "\"?:[ ]*[\"']" + Pattern.quote(VERSION) + "([A-Za-z0-9_-]*)[\"'][ ]*,?[ ]*");

    private static final Pattern KEY_LINE = Pattern.compile("[\"']?[A-Za-z_][^:\\s]*[\"']?:(\\s|$)");

    /** What the manifest holds; empty if the instance was made by another broker. */
    static Optional<Memory> of(String manifest) {
        for (var pattern : new Pattern[] {LINE, IN_BRACES}) {
            var found = pattern.matcher(manifest);
            if (found.find()) {
                return decode(found.group(1));
            }
        }
        return Optional.empty();
    }

    /** The manifest as the adapter wrote it. */
    static String strip(String manifest) {
        var without = LINE.matcher(manifest).replaceFirst("");
        return without.length() == manifest.length()
                ? IN_BRACES.matcher(manifest).replaceFirst("")
                : without;
    }

    /** The manifest with what is remembered; as it is where that cannot be added. */
    String into(String manifest) {
        if (manifest.contains(KEY)) {
            return manifest;
        }
        int start = start(manifest);
        if (start < 0) {
            return manifest;
        }
        if (manifest.charAt(start) == '{') {
            return manifest.substring(0, start + 1) + '"' + KEY + "\": \"" + encode() + "\", "
                    + manifest.substring(start + 1);
        }
        return manifest.substring(0, start) + KEY + ": " + encode() + "\n" + manifest.substring(start);
    }

    /** Whether a request with these facts repeats the one that was remembered. */
    boolean same(Memory other) {
        return serviceId.equals(other.serviceId)
                && planId.equals(other.planId)
                && organizationId.equals(other.organizationId)
                && spaceId.equals(other.spaceId)
                && JsonValues.sameParameters(parameters, other.parameters);
    }

    /** These facts after an update: parameters that the request names replace those of the same name. */
    Memory with(String newPlanId, ObjectNode changes) {
        var merged = parameters.deepCopy();
        merged.setAll(changes);
        return new Memory(serviceId, newPlanId, organizationId, spaceId, merged);
    }

    private String encode() {
        var json = Json.object()
                .put("service_id", serviceId)
                .put("plan_id", planId)
                .put("organization_guid", organizationId)
                .put("space_guid", spaceId);
        json.set("parameters", parameters);
        return VERSION
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(json.toString().getBytes(UTF_8));
    }

    private static Optional<Memory> decode(String text) {
        try {
            var json = Json.mapper().readTree(Base64.getUrlDecoder().decode(text));
            var parameters = json.get("parameters");
            return Optional.of(new Memory(
                    text(json, "service_id"),
                    text(json, "plan_id"),
                    text(json, "organization_guid"),
                    text(json, "space_guid"),
                    parameters instanceof ObjectNode object ? object : Json.object()));
        } catch (IllegalArgumentException | JacksonException _) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asString("");
    }

    /** Where the first key, or the brace, of the map at the top stands; negative if the map is indented or none. */
    private static int start(String manifest) {
        int start = 0;
        while (start < manifest.length()) {
            int end = manifest.indexOf('\n', start);
            var line = manifest.substring(start, end < 0 ? manifest.length() : end);
            int offset = line.startsWith("---")
                    ? 3
                            + line.substring(3).length()
                            - line.substring(3).stripLeading().length()
                    : 0;
            var rest = line.substring(offset);
            boolean mark = offset > 0 && (rest.startsWith("!") || rest.startsWith("&"));
            if (!rest.isBlank() && !rest.startsWith("#") && !rest.startsWith("%") && !mark) {
                return rest.startsWith("{") || KEY_LINE.matcher(rest).lookingAt() ? start + offset : -1;
            }
            start += line.length() + 1;
        }
        return -1;
    }

    @Override
    public String toString() {
        return "Memory[planId=" + planId + "]";
    }
}
