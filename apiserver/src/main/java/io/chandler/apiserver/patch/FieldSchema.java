package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a schema says of a value, as OpenAPI v3 with the extensions of Kubernetes: {@code x-kubernetes-list-type},
 * {@code x-kubernetes-list-map-keys}, {@code x-kubernetes-map-type}, {@code x-kubernetes-preserve-unknown-fields}.
 * Immutable.
 */
public final class FieldSchema {

    /** Allows anything: objects are taken apart, lists are not. */
    static final FieldSchema ANYTHING =
            new FieldSchema(JsonNodeFactory.instance.objectNode().put("x-kubernetes-preserve-unknown-fields", true));

    /** Fields of the metadata that are one text each, all of them the object's own and not its writers'. */
    static final List<String> OWN_TEXTS = List.of(
            "name",
            "generateName",
            "namespace",
            "selfLink",
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp");

    /** The same that are one number each. */
    static final List<String> OWN_NUMBERS = List.of("generation", "deletionGracePeriodSeconds");

    private final JsonNode json;

    private FieldSchema(JsonNode json) {
        this.json = json;
    }

    /**
     * The schema of whole objects of a kind. The parts of an object that all kinds share are added: {@code apiVersion},
     * {@code kind} and {@code metadata}.
     *
     * @param spec the schema of the spec
     * @param status the schema of the status
     */
    public static FieldSchema ofKind(ObjectNode spec, ObjectNode status) {
        var whole = JsonNodeFactory.instance.objectNode().put("type", "object");
        var properties = whole.putObject("properties");
        properties.set("spec", spec.deepCopy());
        properties.set("status", status.deepCopy());
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.set("metadata", metadata());
        return new FieldSchema(whole);
    }

    /** The schema of {@code metadata}: ObjectMeta of meta/v1. */
    static ObjectNode metadata() {
        var metadata = JsonNodeFactory.instance.objectNode().put("type", "object");
        var properties = metadata.putObject("properties");
        for (var text : OWN_TEXTS) {
            properties.putObject(text).put("type", "string");
        }
        for (var number : OWN_NUMBERS) {
            properties.putObject(number).put("type", "integer");
        }
        for (var texts : List.of("labels", "annotations")) {
            properties
                    .putObject(texts)
                    .put("type", "object")
                    .putObject("additionalProperties")
                    .put("type", "string");
        }
        properties
                .putObject("finalizers")
                .put("type", "array")
                .put("x-kubernetes-list-type", "set")
                .putObject("items")
                .put("type", "string");
        var owners =
                properties.putObject("ownerReferences").put("type", "array").put("x-kubernetes-list-type", "map");
        owners.putArray("x-kubernetes-list-map-keys").add("uid");
        var owner = owners.putObject("items").put("type", "object").put("x-kubernetes-map-type", "atomic");
        owner.putArray("required").add("apiVersion").add("kind").add("name").add("uid");
        var ownerProperties = owner.putObject("properties");
        for (var text : List.of("apiVersion", "kind", "name", "uid")) {
            ownerProperties.putObject(text).put("type", "string");
        }
        ownerProperties.putObject("controller").put("type", "boolean");
        ownerProperties.putObject("blockOwnerDeletion").put("type", "boolean");
        properties
                .putObject("managedFields")
                .put("type", "array")
                .put("x-kubernetes-list-type", "atomic")
                .putObject("items")
                .put("type", "object")
                .put("x-kubernetes-preserve-unknown-fields", true);
        return metadata;
    }

    /** The raw schema. */
    JsonNode json() {
        return json;
    }

    /** The schema of a member; null for a member that is not known. */
    @Nullable
    FieldSchema member(String name) {
        var property = json.path("properties").get(name);
        if (property != null) {
            return new FieldSchema(property);
        }
        var others = json.get("additionalProperties");
        if (others instanceof ObjectNode) {
            return new FieldSchema(others);
        }
        boolean anything = (others != null && others.asBoolean(false)) || preservesUnknown();
        return anything ? ANYTHING : null;
    }

    /** Whether the schema names the member itself. */
    boolean declares(String name) {
        return json.path("properties").has(name);
    }

    /** The schema of a member, or one that allows anything. */
    FieldSchema memberOrAnything(String name) {
        var member = member(name);
        return member == null ? ANYTHING : member;
    }

    /** The schema of the items of a list. */
    FieldSchema items() {
        return json.get("items") instanceof ObjectNode items ? new FieldSchema(items) : ANYTHING;
    }

    /** Whether unknown members are kept. */
    boolean preservesUnknown() {
        return json.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
                || (json.path("type").asString("").equals("object")
                        && !json.has("properties")
                        && !json.has("additionalProperties"));
    }

    /** Whether a value is owned as a whole. */
    boolean atomic(JsonNode value) {
        if (value.isObject()) {
            return json.path("x-kubernetes-map-type").asString("").equals("atomic");
        }
        return !value.isArray() || listType().equals("atomic");
    }

    private String listType() {
        return json.path("x-kubernetes-list-type").asString("atomic");
    }

    /** The element of the path to an item of a list that is not atomic; null if the item lacks what identifies it. */
    @Nullable
    PathElement elementOf(JsonNode item) {
        if (listType().equals("set")) {
            return item.isValueNode() && !item.isNull() ? PathElement.value(item) : null;
        }
        var keys = JsonNodeFactory.instance.objectNode();
        for (var name : keyNames()) {
            var value = item.isObject() ? item.get(name) : null;
            if (value == null) {
                value = items().memberOrAnything(name).json.get("default");
            }
            if (value == null || !value.isValueNode()) {
                return null;
            }
            keys.set(name, value);
        }
        return keys.isEmpty() ? null : PathElement.keys(keys);
    }

    private List<String> keyNames() {
        var names = new ArrayList<String>();
        json.path("x-kubernetes-list-map-keys").forEach(name -> names.add(name.asString("")));
        return names;
    }
}
