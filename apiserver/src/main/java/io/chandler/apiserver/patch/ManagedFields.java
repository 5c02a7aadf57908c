package io.chandler.apiserver.patch;

import io.chandler.apiserver.patch.FieldManager.Operation;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which manager owns which fields: {@code metadata.managedFields}. Immutable. */
record ManagedFields(Map<Key, Owned> owners) {

    static final ManagedFields NONE = new ManagedFields(Map.of());

    /** Whose entry it is. An applier is the same whatever version it applies through. */
    record Key(String name, Operation operation, String apiVersion, String subresource) {

        static Key of(FieldManager manager, Operation operation) {
            var version = operation == Operation.APPLY ? "" : manager.apiVersion();
            return new Key(manager.name(), operation, version, manager.subresource());
        }

        /** As conflicts name it. */
        String shown() {
            var text = new StringBuilder().append('"').append(name).append('"');
            if (!subresource.isEmpty()) {
                text.append(" with subresource \"").append(subresource).append('"');
            }
            if (operation == Operation.UPDATE) {
                text.append(" using ").append(apiVersion);
            }
            return text.toString();
        }
    }

    /** What it owns, and when that changed last. */
    record Owned(
            FieldSet fields, String apiVersion, @Nullable Instant time) {}

    /** The fields of a manager. */
    FieldSet of(Key key) {
        var owned = owners.get(key);
        return owned == null ? FieldSet.EMPTY : owned.fields;
    }

    /** The fields that anybody owns. */
    FieldSet all() {
        return owners.values().stream().map(Owned::fields).reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** The same with other fields of a manager; none removes it. The time stays where the fields stay. */
    ManagedFields with(Key key, String apiVersion, FieldSet fields, Instant now) {
        var before = owners.get(key);
        if (before != null && before.fields.equals(fields)) {
            return this;
        }
        var changed = new LinkedHashMap<>(owners);
        if (fields.isEmpty()) {
            changed.remove(key);
        } else {
            changed.put(key, new Owned(fields, apiVersion, now));
        }
        return new ManagedFields(changed);
    }

    /** The same, where others than this manager own some fields no more; their times stay. */
    ManagedFields withoutFromOthers(Key manager, FieldSet lost) {
        var changed = new LinkedHashMap<Key, Owned>();
        owners.forEach((key, owned) -> {
            var rest = key.equals(manager) ? owned.fields : owned.fields.difference(lost);
            if (!rest.isEmpty()) {
                changed.put(key, new Owned(rest, owned.apiVersion, owned.time));
            }
        });
        return new ManagedFields(changed);
    }

    /** Whether the same managers own the same fields. */
    boolean sameOwners(ManagedFields other) {
        return owners.keySet().equals(other.owners.keySet())
                && owners.entrySet().stream()
                        .allMatch(entry -> entry.getValue().fields.equals(other.of(entry.getKey())));
    }

    /** The list as it stands in the metadata. */
    ArrayNode toJson() {
        var entries = new ArrayList<>(owners.entrySet());
        entries.sort(Comparator.<Map.Entry<Key, Owned>, String>comparing(
                        entry -> entry.getKey().operation.label())
                .thenComparing(
                        entry -> Optional.ofNullable(entry.getValue().time).orElse(Instant.EPOCH))
                .thenComparing(entry -> entry.getKey().name)
                .thenComparing(entry -> entry.getValue().apiVersion)
                .thenComparing(entry -> entry.getKey().subresource));
        var list = JsonNodeFactory.instance.arrayNode();
        for (var entry : entries) {
            var key = entry.getKey();
            var owned = entry.getValue();
            var json = list.addObject();
            json.put("manager", key.name);
            json.put("operation", key.operation.label());
            json.put("apiVersion", owned.apiVersion);
            if (owned.time != null) {
                json.put("time", owned.time.toString());
            }
            json.put("fieldsType", "FieldsV1");
            json.set("fieldsV1", owned.fields.toFieldsV1());
            if (!key.subresource.isEmpty()) {
                json.put("subresource", key.subresource);
            }
        }
        return list;
    }

    /** Reads the list; empty if it is not one that can be read. */
    static Optional<ManagedFields> read(@Nullable JsonNode list) {
        var owners = new LinkedHashMap<Key, Owned>();
        if (list != null && list.isArray()) {
            for (var json : list) {
                var operation = switch (json.path("operation").asString("")) {
                    case "Apply" -> Operation.APPLY;
                    case "Update" -> Operation.UPDATE;
                    default -> null;
                };
                if (operation == null || !(json.get("fieldsV1") instanceof ObjectNode fields)) {
                    return Optional.empty();
                }
                var version = json.path("apiVersion").asString("");
                var manager = new FieldManager(
                        json.path("manager").asString(""),
                        version,
                        json.path("subresource").asString(""));
                try {
                    var text = json.path("time").asString("");
                    var time = text.isEmpty() ? null : Instant.parse(text);
                    owners.merge(
                            Key.of(manager, operation),
                            new Owned(FieldSet.ofFieldsV1(fields), version, time),
                            (one, other) -> new Owned(one.fields.union(other.fields), version, time));
                } catch (IllegalArgumentException | DateTimeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new ManagedFields(owners));
    }
}
