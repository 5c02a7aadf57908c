package io.chandler.apiserver.internal;

import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document of the group: from it clients check what they send, and explain it. */
final class OpenApi {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final String group;
    private final String version;
    private final String reversed;
    private final ObjectNode paths = Json.object();
    private final ObjectNode schemas = Json.object();

    private OpenApi(String group, String version) {
        this.group = group;
        this.version = version;
        var labels = new ArrayList<>(Arrays.asList(group.split("\\.", -1)));
        Collections.reverse(labels);
        reversed = String.join(".", labels) + "." + version + ".";
    }

    /** The document of these kinds. */
    static ObjectNode document(
            String group, String version, String productVersion, Collection<ServedDefinition> definitions) {
        var api = new OpenApi(group, version);
        api.common();
        definitions.forEach(api::add);
        var document = Json.object();
        document.put("openapi", "3.0.0");
        document.putObject("info").put("title", "Chandler").put("version", productVersion);
        document.set("paths", api.paths);
        document.putObject("components").set("schemas", api.schemas);
        return document;
    }

    private void add(ServedDefinition definition) {
        var name = reversed + definition.kind();
        schemas.set(name, schema(definition));
        schemas.set(name + "List", listSchema(definition, name));
        for (var subresource : definition.subresources()) {
            var schema = subresource.schema().deepCopy();
            schema.put("description", subresource.description());
            schema.set("x-kubernetes-group-version-kind", kinds(subresource.kind()));
            schemas.set(reversed + subresource.kind(), schema);
        }
        var root = "/apis/" + group + "/" + version + "/";
        var collection = root + "namespaces/{namespace}/" + definition.plural();
        paths.set(root + definition.plural(), collection(definition, name, false));
        paths.set(collection, collection(definition, name, true));
        paths.set(collection + "/{name}", item(definition, name, ""));
        if (!definition.statusVerbs().isEmpty()) {
            paths.set(collection + "/{name}/status", item(definition, name, "status"));
        }
        for (var subresource : definition.subresources()) {
            var path = paths.putObject(collection + "/{name}/" + subresource.name());
            parameters(path, "namespace", "name");
            path.set("get", operation("get", definition, "Read", reversed + subresource.kind(), subresource.name()));
        }
    }

    private ObjectNode collection(ServedDefinition definition, String schema, boolean inNamespace) {
        var path = Json.object();
        if (inNamespace) {
            parameters(path, "namespace");
        }
        if (definition.verbs().contains(Verb.LIST)) {
            var list = operation("list", definition, inNamespace ? "ListNamespaced" : "ListAll", schema + "List", "");
            query(
                    list,
                    "labelSelector",
                    "fieldSelector",
                    "limit",
                    "continue",
                    "resourceVersion",
                    "resourceVersionMatch",
                    "watch",
                    "allowWatchBookmarks",
                    "sendInitialEvents",
                    "timeoutSeconds");
            path.set("get", list);
        }
        if (inNamespace && definition.verbs().contains(Verb.CREATE)) {
            path.set("post", body(operation("post", definition, "CreateNamespaced", schema, ""), schema));
        }
        if (inNamespace && definition.verbs().contains(Verb.DELETECOLLECTION)) {
            var delete = operation("deletecollection", definition, "DeleteCollectionNamespaced", META + "Status", "");
            query(delete, "labelSelector", "fieldSelector", "dryRun");
            path.set("delete", delete);
        }
        return path;
    }

    private ObjectNode item(ServedDefinition definition, String schema, String subresource) {
        var verbs = subresource.isEmpty() ? definition.verbs() : definition.statusVerbs();
        var path = Json.object();
        parameters(path, "namespace", "name");
        if (verbs.contains(Verb.GET)) {
            path.set("get", operation("get", definition, "ReadNamespaced", schema, subresource));
        }
        if (verbs.contains(Verb.UPDATE)) {
            path.set("put", body(operation("put", definition, "ReplaceNamespaced", schema, subresource), schema));
        }
        if (verbs.contains(Verb.PATCH)) {
            var patch = operation("patch", definition, "PatchNamespaced", schema, subresource);
            query(patch, "dryRun", "fieldManager", "fieldValidation", "force");
            var content = patch.putObject("requestBody").putObject("content");
            for (var type : Patches.MEDIA_TYPES) {
                content.putObject(type).putObject("schema").put("type", "object");
            }
            path.set("patch", patch);
        }
        if (subresource.isEmpty() && verbs.contains(Verb.DELETE)) {
            var delete = operation("delete", definition, "DeleteNamespaced", META + "Status", "");
            query(delete, "dryRun", "propagationPolicy", "gracePeriodSeconds");
            path.set("delete", delete);
        }
        return path;
    }

    private ObjectNode operation(
            String action, ServedDefinition definition, String name, String schema, String subresource) {
        var operation = Json.object();
        operation.put(
                "operationId",
                Character.toLowerCase(name.charAt(0)) + name.substring(1) + definition.kind() + capital(subresource));
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", kind(definition.kind()));
        operation
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject("application/json")
                .set("schema", reference(schema));
        return operation;
    }

    private static String capital(String text) {
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static ObjectNode body(ObjectNode operation, String schema) {
        query(operation, "dryRun", "fieldManager", "fieldValidation");
        operation
                .putObject("requestBody")
                .put("required", true)
                .putObject("content")
                .putObject("application/json")
                .set("schema", reference(schema));
        return operation;
    }

    private static void query(ObjectNode operation, String... names) {
        var parameters = operation.putArray("parameters");
        for (var name : names) {
            var type = switch (name) {
                case "limit", "timeoutSeconds", "gracePeriodSeconds" -> "integer";
                case "watch", "allowWatchBookmarks", "sendInitialEvents", "force" -> "boolean";
                default -> "string";
            };
            parameter(parameters, name, "query", type);
        }
    }

    private static void parameters(ObjectNode path, String... names) {
        var parameters = path.putArray("parameters");
        for (var name : names) {
            parameter(parameters, name, "path", "string").put("required", true);
        }
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String place, String type) {
        var parameter = parameters.addObject().put("name", name).put("in", place);
        parameter.putObject("schema").put("type", type);
        return parameter;
    }

    private ObjectNode schema(ServedDefinition definition) {
        var schema = Json.object();
        schema.put("type", "object").put("description", definition.description());
        var properties = typed(schema);
        reference(properties.putObject("metadata"), "ObjectMeta", "Name, labels and what else each object has.");
        properties.set("spec", definition.specSchema());
        properties.set("status", definition.statusSchema());
        schema.set("x-kubernetes-group-version-kind", kinds(definition.kind()));
        return schema;
    }

    private ObjectNode listSchema(ServedDefinition definition, String item) {
        var schema = Json.object();
        schema.put("type", "object").put("description", "A list of objects of kind " + definition.kind() + ".");
        var properties = typed(schema);
        reference(properties.putObject("metadata"), "ListMeta", "The revision of the list, and how it is continued.");
        properties.putObject("items").put("type", "array").set("items", reference(item));
        schema.putArray("required").add("items");
        schema.set("x-kubernetes-group-version-kind", kinds(definition.kind() + "List"));
        return schema;
    }

    private static ObjectNode typed(ObjectNode schema) {
        var properties = schema.putObject("properties");
        text(properties, "apiVersion", "Group and version of the object.");
        text(properties, "kind", "What the object is.");
        return properties;
    }

    private static ObjectNode reference(String schema) {
        return Json.object().put("$ref", "#/components/schemas/" + schema);
    }

    private static void reference(ObjectNode property, String type, String description) {
        property.put("description", description).putArray("allOf").add(reference(META + type));
        property.putObject("default");
    }

    private ArrayNode kinds(String kind) {
        return Json.object().arrayNode().add(kind(kind));
    }

    private ObjectNode kind(String kind) {
        return Json.object().put("group", group).put("kind", kind).put("version", version);
    }

    /** What all kinds have. */
    private void common() {
        var metadata = type("ObjectMeta", "What each object has.");
        text(metadata, "name", "The name, unique within the namespace. It cannot be changed.");
        text(
                metadata,
                "generateName",
                "The beginning of a name that the server completes, for a new object without name.");
        text(metadata, "namespace", "Where the name is unique. It cannot be changed.");
        text(metadata, "uid", "Differs between an object and its successor of the same name. Set by the server.");
        text(metadata, "resourceVersion", "The revision of the last change, for comparison. Set by the server.");
        number(metadata, "generation", "1 at creation, one more with each change of the spec. Set by the server.");
        time(metadata, "creationTimestamp", "When the object was created. Set by the server.");
        time(metadata, "deletionTimestamp", "When deletion was asked for. Set by the server.");
        number(metadata, "deletionGracePeriodSeconds", "Always 0 where deletion was asked for.");
        texts(metadata, "labels", "Names and values by which objects are selected.");
        texts(metadata, "annotations", "Further names and values, for tools.");
        property(metadata, "finalizers", "array", "Whoever must act before the object vanishes.")
                .put("x-kubernetes-list-type", "set")
                .putObject("items")
                .put("type", "string");
        list(metadata, "ownerReferences", "OwnerReference", "Objects without which this one is not wanted.");
        list(metadata, "managedFields", "ManagedFieldsEntry", "Who has set which fields. Kept by the server.");

        var owner = type("OwnerReference", "An object without which another is not wanted.");
        for (var name : List.of("apiVersion", "kind", "name", "uid")) {
            text(owner, name, "The " + name + " of the owner.");
        }
        property(owner, "controller", "boolean", "Whether the owner controls the object.");
        property(owner, "blockOwnerDeletion", "boolean", "Whether the owner is to be deleted after the object.");

        var managed = type("ManagedFieldsEntry", "Which fields somebody has set, and when.");
        for (var name : List.of("manager", "operation", "apiVersion", "fieldsType", "subresource")) {
            text(managed, name, "The " + name + " of the entry.");
        }
        time(managed, "time", "When it was last changed.");
        property(managed, "fieldsV1", "object", "The fields.");

        var list = type("ListMeta", "What each list has.");
        text(list, "resourceVersion", "The revision that the list shows.");
        text(list, "continue", "How the rest of the list is asked for; absent where there is none.");
        number(list, "remainingItemCount", "How many objects follow, where it is known.");

        var status = type("Status", "How a request ended that has no object as its answer.");
        text(status, "status", "Success or Failure.");
        text(status, "message", "What is wrong.");
        text(status, "reason", "The same in one word.");
        property(status, "code", "integer", "The status code of HTTP.");
    }

    private ObjectNode type(String name, String description) {
        var schema = schemas.putObject(META + name);
        schema.put("type", "object").put("description", description);
        return schema.putObject("properties");
    }

    private static ObjectNode property(ObjectNode properties, String name, String type, String description) {
        return properties.putObject(name).put("type", type).put("description", description);
    }

    private static void text(ObjectNode properties, String name, String description) {
        property(properties, name, "string", description);
    }

    private static void number(ObjectNode properties, String name, String description) {
        property(properties, name, "integer", description).put("format", "int64");
    }

    private static void time(ObjectNode properties, String name, String description) {
        property(properties, name, "string", description).put("format", "date-time");
    }

    private static void texts(ObjectNode properties, String name, String description) {
        property(properties, name, "object", description)
                .putObject("additionalProperties")
                .put("type", "string");
    }

    private static void list(ObjectNode properties, String name, String type, String description) {
        property(properties, name, "array", description).set("items", reference(META + type));
    }
}
