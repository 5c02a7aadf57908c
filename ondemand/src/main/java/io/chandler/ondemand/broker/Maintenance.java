package io.chandler.ondemand.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.ondemand.configuration.Configuration.MaintenanceInfo;
import io.chandler.osb.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maintenance information as it travels. Two are the same if public values, hash and version are; an absent map of
 * public values differs from an empty one.
 *
 * @param privateHash hides the private values; empty text if there are none
 */
record Maintenance(Optional<Map<String, String>> publicValues, String privateHash, String version, String description) {

    /** What the catalog says of a plan: the plan's values over the offering's; empty if nothing is said. */
    static Optional<Maintenance> merge(Optional<MaintenanceInfo> offering, Optional<MaintenanceInfo> plan) {
        var publicValues = new TreeMap<String, String>();
        var privateValues = new TreeMap<String, String>();
        for (var info : new MaintenanceInfo[] {offering.orElse(null), plan.orElse(null)}) {
            if (info != null) {
                publicValues.putAll(info.publicValues());
                privateValues.putAll(info.privateValues());
            }
        }
        var version = plan.flatMap(MaintenanceInfo::version)
                .filter(text -> !text.isEmpty())
                .or(() -> offering.flatMap(MaintenanceInfo::version))
                .orElse("");
        var description = plan.flatMap(MaintenanceInfo::description)
                .filter(text -> !text.isEmpty())
                .or(() -> offering.flatMap(MaintenanceInfo::description))
                .orElse("");
        if (publicValues.isEmpty() && privateValues.isEmpty() && version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Maintenance(
                publicValues.isEmpty() ? Optional.empty() : Optional.of(publicValues),
                hash(privateValues),
                version,
                description));
    }

    /** What a request says; anything but an object says nothing. */
    static Optional<Maintenance> read(JsonNode json) {
        if (!json.isObject()) {
            return Optional.empty();
        }
        Optional<Map<String, String>> publicValues = Optional.empty();
        if (json.get("public") instanceof ObjectNode object) {
            var values = new TreeMap<String, String>();
            object.properties()
                    .forEach(member ->
                            values.put(member.getKey(), member.getValue().asString("")));
            publicValues = Optional.of(values);
        }
        return Optional.of(
                new Maintenance(publicValues, text(json, "private"), text(json, "version"), text(json, "description")));
    }

    private static String text(JsonNode json, String name) {
        var value = json.get(name);
        return value != null && value.isString() ? value.stringValue() : "";
    }

    boolean same(Maintenance other) {
        return version.equals(other.version)
                && privateHash.equals(other.privateHash)
                && publicValues.equals(other.publicValues);
    }

    static boolean same(Optional<Maintenance> first, Optional<Maintenance> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() && second.isEmpty();
        }
        return first.get().same(second.get());
    }

    /** The member {@code maintenance_info} of a plan in the catalog. */
    ObjectNode toJson() {
        var json = Json.object();
        publicValues.filter(values -> !values.isEmpty()).ifPresent(values -> {
            var object = json.putObject("public");
            values.forEach(object::put);
        });
        if (!privateHash.isEmpty()) {
            json.put("private", privateHash);
        }
        if (!version.isEmpty()) {
            json.put("version", version);
        }
        if (!description.isEmpty()) {
            json.put("description", description);
        }
        return json;
    }

    /** SHA-256 over the SHA-256 of each key and its value, in the order of the keys; empty text for no values. */
    static String hash(Map<String, String> values) {
        if (values.isEmpty()) {
            return "";
        }
        try {
            var whole = MessageDigest.getInstance("SHA-256");
            var part = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(values).forEach((key, value) -> {
                whole.update(part.digest(key.getBytes(UTF_8)));
                whole.update(part.digest(value.getBytes(UTF_8)));
            });
            return HexFormat.of().formatHex(whole.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
