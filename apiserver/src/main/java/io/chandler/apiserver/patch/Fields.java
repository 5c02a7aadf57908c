package io.chandler.apiserver.patch;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values as sets of fields: which fields a value has, how two values differ, one value laid over another, fields taken
 * out. JSON null counts as absent. The rules are those of structured-merge-diff, which Kubernetes uses.
 */
final class Fields {

    private Fields() {}

    /** How one value became another. */
    record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

        FieldSet changed() {
            return added.union(modified);
        }
    }

    // ---- The fields of a value -------------------------------------------------------------------------------------

    /** The fields that a manager who applies this object states an opinion about. */
    static FieldSet of(ObjectNode object, FieldSchema schema) {
        var set = new FieldSet.Builder();
        members(object, schema, set);
        return set.build();
    }

    private static void members(ObjectNode object, FieldSchema schema, FieldSet.Builder set) {
        for (var member : object.properties()) {
            var value = member.getValue();
            var at = set.at(PathElement.field(member.getKey()));
            boolean empty = value.isNull() || (value.isObject() && value.isEmpty());
            if (empty || !schema.declares(member.getKey())) {
                at.insert();
            }
            value(value, schema.memberOrAnything(member.getKey()), at);
        }
    }

    private static void value(JsonNode value, FieldSchema schema, FieldSet.Builder set) {
        if (schema.atomic(value)) {
            set.insert();
        } else if (value instanceof ObjectNode object) {
            members(object, schema, set);
        } else if (value instanceof ArrayNode array) {
            items(array, schema).forEach((element, item) -> {
                var at = set.at(element);
                at.insert();
                value(item, schema.items(), at);
            });
        }
    }

    /** The items of a list that is a set or a map, by what identifies them. */
    private static Map<PathElement, JsonNode> items(ArrayNode array, FieldSchema schema) {
        var items = new LinkedHashMap<PathElement, JsonNode>();
        for (var item : array) {
            var element = schema.elementOf(item);
            if (element != null) {
                items.put(element, item);
            }
        }
        return items;
    }

    // ---- Comparing --------------------------------------------------------------------------------------------------

    /** How {@code before} became {@code after}. */
    static Comparison compare(ObjectNode before, ObjectNode after, FieldSchema schema) {
        var walk = new Walk(new FieldSet.Builder(), new FieldSet.Builder(), new FieldSet.Builder());
        walk.members(before, after, schema);
        return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
    }

    /** The same place in the three sets of a comparison. */
    private record Walk(FieldSet.Builder added, FieldSet.Builder modified, FieldSet.Builder removed) {

        Walk at(PathElement element) {
            return new Walk(added.at(element), modified.at(element), removed.at(element));
        }

        void values(@Nullable JsonNode before, @Nullable JsonNode after, FieldSchema schema) {
            var one = present(before);
            var other = present(after);
            var either = one != null ? one : other;
            if (either == null) {
                return;
            }
            if (one == null) {
                added.insert();
            } else if (other == null) {
                removed.insert();
            }
            boolean alike = one == null
                    || other == null
                    || (one.isObject() && other.isObject())
                    || (one.isArray() && other.isArray());
            if (!alike || schema.atomic(either)) {
                if (one != null && other != null && !PatchJson.same(one, other)) {
                    modified.insert();
                }
            } else if (either.isObject()) {
                members(object(one), object(other), schema);
            } else {
                lists(array(one), array(other), schema);
            }
        }

        void members(ObjectNode before, ObjectNode after, FieldSchema schema) {
            var names = new LinkedHashSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            for (var name : names) {
                at(PathElement.field(name)).values(before.get(name), after.get(name), schema.memberOrAnything(name));
            }
        }

        private void lists(ArrayNode before, ArrayNode after, FieldSchema schema) {
            var old = items(before, schema);
            var young = items(after, schema);
            var elements = new LinkedHashSet<>(old.keySet());
            elements.addAll(young.keySet());
            for (var element : elements) {
                at(element).values(old.get(element), young.get(element), schema.items());
            }
        }

        private static @Nullable JsonNode present(@Nullable JsonNode value) {
            return value == null || value.isNull() ? null : value;
        }

        private static ObjectNode object(@Nullable JsonNode value) {
            return value instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        }

        private static ArrayNode array(@Nullable JsonNode value) {
            return value instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
        }
    }

    // ---- Laying over ------------------------------------------------------------------------------------------------

    /** Lays an applied object over another, in place. */
    static void merge(ObjectNode target, ObjectNode applied, FieldSchema schema) {
        for (var member : applied.properties()) {
            var name = member.getKey();
            if (!member.getValue().isNull()) {
                target.set(name, merged(target.get(name), member.getValue(), schema.memberOrAnything(name)));
            }
        }
    }

    private static JsonNode merged(@Nullable JsonNode target, JsonNode applied, FieldSchema schema) {
        if (schema.atomic(applied)) {
            return applied.deepCopy();
        }
        if (applied instanceof ObjectNode object) {
            var inner = target instanceof ObjectNode there ? there : JsonNodeFactory.instance.objectNode();
            merge(inner, object, schema);
            return inner;
        }
        var list = JsonNodeFactory.instance.arrayNode();
        var young = applied instanceof ArrayNode array ? items(array, schema) : Map.<PathElement, JsonNode>of();
        var placed = new LinkedHashSet<PathElement>();
        if (target instanceof ArrayNode there) {
            for (var item : there) {
                var element = schema.elementOf(item);
                var change = element == null ? null : young.get(element);
                list.add(change == null ? item : merged(item, change, schema.items()));
                if (change != null && element != null) {
                    placed.add(element);
                }
            }
        }
        young.forEach((element, item) -> {
            if (!placed.contains(element)) {
                list.add(merged(null, item, schema.items()));
            }
        });
        return list;
    }

    // ---- Taking out -------------------------------------------------------------------------------------------------

    /** Takes fields out of an object, in place, but for those that are still owned, themselves or something in them. */
    static void remove(ObjectNode object, FieldSet fields, FieldSet owned, FieldSchema schema) {
        fields.entries().forEach((element, entry) -> {
            var value = element.isField() ? object.get(element.name()) : null;
            if (value == null) {
                return;
            }
            var still = owned.get(element);
            if (entry.member() && still == null) {
                object.remove(element.name());
                return;
            }
            removeWithin(value, entry.below(), still, schema.memberOrAnything(element.name()));
            boolean emptied =
                    value.isContainer() && value.isEmpty() && !entry.below().isEmpty();
            if (emptied && still == null) {
                object.remove(element.name());
            }
        });
    }

    private static void removeWithin(
            JsonNode value, FieldSet fields, FieldSet.@Nullable Entry still, FieldSchema schema) {
        var owned = still == null ? FieldSet.EMPTY : still.below();
        if (value instanceof ObjectNode object) {
            remove(object, fields, owned, schema);
        } else if (value instanceof ArrayNode array && !schema.atomic(array)) {
            for (int i = array.size() - 1; i >= 0; i--) {
                var element = schema.elementOf(array.get(i));
                var entry = element == null ? null : fields.get(element);
                if (element == null || entry == null) {
                    continue;
                }
                var kept = owned.get(element);
                if (entry.member() && kept == null) {
                    array.remove(i);
                } else {
                    removeWithin(array.get(i), entry.below(), kept, schema.items());
                }
            }
        }
    }
}
