package io.chandler.resources.served;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.Revision;
import java.util.HashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as API clients see it. Its JSON is shared by many readers: it must not be modified, only copied.
 *
 * @param generateName what the name was generated from; empty text where it was given
 * @param ownerReferences as clients wrote them
 * @param managedFields who has applied which fields, as server-side apply keeps it
 * @param spec what is wanted
 * @param status what is; empty where nothing is known yet
 */
public record ApiObject(
        Metadata metadata,
        String generateName,
        ArrayNode ownerReferences,
        ArrayNode managedFields,
        ObjectNode spec,
        ObjectNode status) {

    /** The annotation in which a store keeps what {@link Metadata} has no place for. Clients do not see it. */
    private static final String REST = "chandler.io/api-metadata";

    private static final ArrayNode NONE = JsonNodeFactory.instance.arrayNode(0);

    /** An object that is yet to be stored. */
    public static ApiObject of(Ref ref, ObjectNode spec) {
        return new ApiObject(Metadata.of(ref), "", NONE, NONE, spec, JsonNodeFactory.instance.objectNode());
    }

    /** A stored object: the reverse of {@link #stored}, with spec and status as clients see them. */
    public static ApiObject of(Metadata stored, ObjectNode spec, ObjectNode status) {
        var rest = stored.annotations().get(REST);
        if (rest == null) {
            return new ApiObject(stored, "", NONE, NONE, spec, status);
        }
        var annotations = new HashMap<>(stored.annotations());
        annotations.remove(REST);
        var read = JsonMapper.shared().readTree(rest);
        return new ApiObject(
                stored.withAnnotations(annotations),
                read.path("generateName").asString(""),
                array(read.path("ownerReferences")),
                array(read.path("managedFields")),
                spec,
                status);
    }

    private static ArrayNode array(JsonNode node) {
        return node instanceof ArrayNode array ? array : NONE;
    }

    /** The metadata with all that a store must keep: what {@link Metadata} has no place for is in an annotation. */
    public Metadata stored() {
        boolean plain = generateName.isEmpty() && ownerReferences.isEmpty() && managedFields.isEmpty();
        if (plain && !metadata.annotations().containsKey(REST)) {
            return metadata;
        }
        var annotations = new HashMap<>(metadata.annotations());
        annotations.remove(REST);
        if (!plain) {
            var rest = JsonNodeFactory.instance.objectNode();
            if (!generateName.isEmpty()) {
                rest.put("generateName", generateName);
            }
            if (!ownerReferences.isEmpty()) {
                rest.set("ownerReferences", ownerReferences);
            }
            if (!managedFields.isEmpty()) {
                rest.set("managedFields", managedFields);
            }
            annotations.put(REST, rest.toString());
        }
        return metadata.withAnnotations(annotations);
    }

    /** The object as a store of JSON keeps it. */
    public Resource<ObjectNode, ObjectNode> resource() {
        return new Resource<>(stored(), spec, status);
    }

    /** The object that a store of JSON keeps. */
    public static ApiObject of(Resource<ObjectNode, ObjectNode> resource) {
        return of(resource.metadata(), resource.spec(), resource.status());
    }

    /** The object's name. */
    public Ref ref() {
        return metadata.ref();
    }

    /** The revision of the last change. */
    public Revision revision() {
        return metadata.revision();
    }

    /** The same object with other metadata. */
    public ApiObject withMetadata(Metadata metadata) {
        return new ApiObject(metadata, generateName, ownerReferences, managedFields, spec, status);
    }

    /** The same object with another spec. */
    public ApiObject withSpec(ObjectNode spec) {
        return new ApiObject(metadata, generateName, ownerReferences, managedFields, spec, status);
    }

    /** The same object with another status. */
    public ApiObject withStatus(ObjectNode status) {
        return new ApiObject(metadata, generateName, ownerReferences, managedFields, spec, status);
    }

    /** The same object with other managers of its fields. */
    public ApiObject withManagedFields(ArrayNode managedFields) {
        return new ApiObject(metadata, generateName, ownerReferences, managedFields, spec, status);
    }
}
