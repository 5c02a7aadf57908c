package io.chandler.apiserver.patch;

import io.chandler.apiserver.patch.FieldManager.Operation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ownership of fields: server-side apply, and what every other write does to {@code metadata.managedFields}. Objects are
 * whole ones with {@code apiVersion}, {@code kind}, {@code metadata}, {@code spec} and {@code status}; those given stay
 * as they are. Pure functions.
 */
public final class ServerSideApply {

    /** The owner of what was there before anybody applied. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** Fields of the metadata that nobody owns: the server sets them. */
    private static final List<String> OF_THE_SERVER = Stream.of(
                    FieldSchema.OWN_TEXTS, FieldSchema.OWN_NUMBERS, List.of("managedFields"))
            .flatMap(List::stream)
            .toList();

    private ServerSideApply() {}

    /**
     * The object after a manager applied what it wants: its fields are set and owned, fields that it applied before and
     * applies no longer are removed unless somebody else owns them. Applied to the subresource {@code status} only the
     * status counts, otherwise all but the status.
     *
     * @param live the object that is there; absent to create one
     * @param applied what the manager wants; a null in it counts as absent
     * @param force whether to take fields from other managers
     * @return the object to store; {@code live} itself if nothing changed
     * @throws PatchException.Conflicting if others own fields that would change, and {@code force} is not given
     * @throws PatchException.Rejected if the applied object carries managed fields, or names an item of a list twice
     */
    public static ObjectNode apply(
            Optional<ObjectNode> live,
            ObjectNode applied,
            FieldManager manager,
            boolean force,
            FieldSchema schema,
            Instant now) {
        if (applied.path("metadata").path("managedFields").isArray()
                && !applied.path("metadata").path("managedFields").isEmpty()) {
            throw new PatchException.Rejected("metadata.managedFields must be nil");
        }
        var before = live.orElseGet(JsonNodeFactory.instance::objectNode);
        var wanted = scoped(applied, manager);
        Duplicates.check(wanted, schema);
        try {
            return apply(before, wanted, manager, force, schema, now);
        } catch (PatchException.Conflicting e) {
            if (!manager.name().equals("kubectl")) {
                throw e;
            }
            // kubectl may take over what it applied itself before it applied on the server's side, if it is still so.
            var own = lastApplied(before).map(config -> unchanged(owned(config), owned(before), schema));
            var others = e.conflicts().stream()
                    .filter(conflict -> own.isEmpty() || !own.get().contains(conflict.field()))
                    .toList();
            if (!others.isEmpty()) {
                throw new PatchException.Conflicting(others);
            }
            return apply(before, wanted, manager, true, schema, now);
        }
    }

    private static ObjectNode apply(
            ObjectNode before,
            ObjectNode wanted,
            FieldManager manager,
            boolean force,
            FieldSchema schema,
            Instant time) {
        var now = time.truncatedTo(ChronoUnit.SECONDS);
        var key = ManagedFields.Key.of(manager, Operation.APPLY);
        var known = beforeApply(before, manager, schema, now);
        var last = known.of(key);
        var fields = Fields.of(owned(wanted), schema);
        var next = before.deepCopy();
        Fields.merge(next, wanted, schema);
        var managed = known.with(key, manager.apiVersion(), fields, now);
        Fields.remove(next, last.difference(fields), managed.all(), schema);
        var comparison = Fields.compare(owned(before), owned(next), schema);
        var conflicts = conflicts(managed, key, comparison.changed());
        if (!conflicts.isEmpty() && !force) {
            throw new PatchException.Conflicting(conflicts);
        }
        managed = managed.withoutFromOthers(key, comparison.changed().union(comparison.removed()));
        if (manager.name().equals("kubectl") && lastApplied(before).isPresent()) {
            lastApplied(next, wanted);
        }
        return finished(before, next, managed);
    }

    /**
     * An object with its managed fields brought up to date after a write that is no apply.
     *
     * @param live the object before; absent for a creation
     * @param next the object as it is to be stored. Managed fields that differ from the live ones are taken as they are,
     *     a list with one empty entry forgets all ownership
     * @return {@code next} with {@code metadata.managedFields}; {@code live} itself if nothing changed
     */
    public static ObjectNode update(
            Optional<ObjectNode> live, ObjectNode next, FieldManager manager, FieldSchema schema, Instant time) {
        var before = live.orElseGet(JsonNodeFactory.instance::objectNode);
        var given = next.path("metadata").get("managedFields");
        if (given != null && given.size() == 1 && given.get(0).isEmpty()) {
            return finished(before, next, ManagedFields.NONE);
        }
        var known = ManagedFields.read(given)
                .filter(managed -> !managed.owners().isEmpty())
                .or(() -> ManagedFields.read(before.path("metadata").get("managedFields")))
                .orElse(ManagedFields.NONE);
        if (live.isPresent() && known.owners().isEmpty()) {
            return finished(before, next, known); // Nobody has begun to track this object.
        }
        var now = time.truncatedTo(ChronoUnit.SECONDS);
        var key = ManagedFields.Key.of(manager, Operation.UPDATE);
        var comparison = Fields.compare(owned(before), owned(next), schema);
        var changed = comparison.changed();
        var managed = known.withoutFromOthers(key, changed.union(comparison.removed()));
        var fields = managed.of(key).difference(comparison.removed()).union(changed);
        return finished(before, next, managed.with(key, manager.apiVersion(), fields, now));
    }

    // ---- Details ----------------------------------------------------------------------------------------------------

    private static ManagedFields beforeApply(ObjectNode before, FieldManager manager, FieldSchema schema, Instant now) {
        var managed =
                ManagedFields.read(before.path("metadata").get("managedFields")).orElse(ManagedFields.NONE);
        if (before.isEmpty() || !managed.owners().isEmpty()) {
            return managed;
        }
        var nobody = JsonNodeFactory.instance.objectNode();
        var there = owned(before);
        there.remove("status");
        var fields = Fields.compare(nobody, there, schema).added();
        var earlier = new FieldManager(BEFORE_FIRST_APPLY, manager.apiVersion(), "");
        return managed.with(ManagedFields.Key.of(earlier, Operation.UPDATE), manager.apiVersion(), fields, now);
    }

    private static List<FieldConflict> conflicts(ManagedFields managed, ManagedFields.Key applier, FieldSet changed) {
        var conflicts = new ArrayList<FieldConflict>();
        managed.owners().forEach((key, owned) -> {
            if (!key.equals(applier)) {
                for (var field : owned.fields().intersection(changed).shown()) {
                    conflicts.add(new FieldConflict(key.shown(), field));
                }
            }
        });
        return conflicts;
    }

    /** The next object with its managed fields, or the one before where only their times would differ. */
    private static ObjectNode finished(ObjectNode before, ObjectNode next, ManagedFields managed) {
        var result = next.deepCopy();
        var metadata = result.get("metadata") instanceof ObjectNode there ? there : result.putObject("metadata");
        var old =
                ManagedFields.read(before.path("metadata").get("managedFields")).orElse(ManagedFields.NONE);
        if (managed.owners().isEmpty()) {
            metadata.remove("managedFields");
        } else if (managed.sameOwners(old)) {
            metadata.set("managedFields", before.path("metadata").path("managedFields"));
        } else {
            metadata.set("managedFields", managed.toJson());
        }
        return PatchJson.same(result, before) ? before : result;
    }

    /** The part of an applied object that a subresource, or the object without it, is about. */
    private static ObjectNode scoped(ObjectNode applied, FieldManager manager) {
        var part = JsonNodeFactory.instance.objectNode();
        if (manager.subresource().equals("status")) {
            copy(applied, part, "status");
            return part;
        }
        for (var member : applied.properties()) {
            if (!member.getKey().equals("status")) {
                part.set(member.getKey(), member.getValue().deepCopy());
            }
        }
        if (part.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return part;
    }

    private static void copy(ObjectNode from, ObjectNode to, String name) {
        var value = from.get(name);
        if (value != null) {
            to.set(name, value.deepCopy());
        }
    }

    /** The object without what nobody owns. */
    private static ObjectNode owned(ObjectNode object) {
        var rest = object.deepCopy();
        rest.remove("apiVersion");
        rest.remove("kind");
        if (rest.get("metadata") instanceof ObjectNode metadata) {
            OF_THE_SERVER.forEach(metadata::remove);
            if (metadata.isEmpty()) {
                rest.remove("metadata");
            }
        }
        return withoutNulls(rest);
    }

    private static ObjectNode withoutNulls(ObjectNode object) {
        for (var name : List.copyOf(object.propertyNames())) {
            JsonNode value = object.get(name);
            if (value == null || value.isNull()) {
                object.remove(name);
            } else if (value instanceof ObjectNode inner) {
                var _ = withoutNulls(inner);
            }
        }
        return object;
    }

    // ---- kubectl apply, before it was done on the server's side -----------------------------------------------------

    private static Optional<ObjectNode> lastApplied(ObjectNode object) {
        @Nullable JsonNode text = object.path("metadata").path("annotations").get(LAST_APPLIED);
        if (text == null || !text.isString()) {
            return Optional.empty();
        }
        try {
            return PatchJson.MAPPER.readTree(text.stringValue()) instanceof ObjectNode config
                    ? Optional.of(config)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The fields of what was applied that the object still has as they were. */
    private static List<String> unchanged(ObjectNode applied, ObjectNode object, FieldSchema schema) {
        var comparison = Fields.compare(applied, object, schema);
        return Fields.of(applied, schema)
                .difference(comparison.changed())
                .difference(comparison.removed())
                .shown();
    }

    private static void lastApplied(ObjectNode object, ObjectNode config) {
        if (object.path("metadata").get("annotations") instanceof ObjectNode annotations) {
            annotations.put(LAST_APPLIED, PatchJson.MAPPER.writeValueAsString(config) + "\n");
        }
    }

    /** Finds items that an applied list names twice. */
    private static final class Duplicates {

        private Duplicates() {}

        static void check(ObjectNode object, FieldSchema schema) {
            walk("", object, schema);
        }

        private static void walk(String path, JsonNode value, FieldSchema schema) {
            if (value instanceof ObjectNode object) {
                object.properties()
                        .forEach(member -> walk(
                                path + "." + member.getKey(),
                                member.getValue(),
                                schema.memberOrAnything(member.getKey())));
            } else if (value instanceof ArrayNode array && !schema.atomic(array)) {
                var seen = new HashSet<PathElement>();
                for (var item : array) {
                    var element = schema.elementOf(item);
                    if (element == null) {
                        throw new PatchException.Rejected(
                                path + ": an item of this list lacks the keys that tell it from others");
                    }
                    if (seen.contains(element)) {
                        throw new PatchException.Rejected(path + ": duplicate entries for key " + element.shown());
                    }
                    seen.add(element);
                    walk(path + element.shown(), item, schema.items());
                }
            }
        }
    }
}
