package io.chandler.apiserver.internal;

import io.chandler.resources.Metadata;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ServedDefinition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of one group and version as JSON.
 *
 * @param apiVersion such as {@code broker.chandler.io/v1}
 */
record ObjectJson(String apiVersion) {

    /** What metadata alone is called. */
    private static final String META = "meta.k8s.io/v1";

    /** The whole object; spec and status are shared, not copied. */
    ObjectNode json(ServedDefinition definition, ApiObject object) {
        var json = Json.object();
        json.put("apiVersion", apiVersion).put("kind", definition.kind());
        json.set("metadata", metadata(object));
        json.set("spec", object.spec());
        if (!object.status().isEmpty()) {
            json.set("status", object.status());
        }
        return json;
    }

    /** The object's metadata as an object of its own. */
    ObjectNode partial(ApiObject object) {
        var json = Json.object();
        json.put("kind", "PartialObjectMetadata").put("apiVersion", META);
        json.set("metadata", metadata(object));
        return json;
    }

    private static ObjectNode metadata(ApiObject object) {
        var metadata = object.metadata();
        var json = Json.object();
        json.put("name", metadata.ref().name());
        if (!object.generateName().isEmpty()) {
            json.put("generateName", object.generateName());
        }
        json.put("namespace", metadata.ref().namespace());
        json.put("uid", metadata.uid());
        json.put("resourceVersion", metadata.revision().toString());
        json.put("generation", metadata.generation());
        json.put("creationTimestamp", time(metadata.creationTimestamp()));
        metadata.deletionTimestamp().ifPresent(deleted -> {
            json.put("deletionTimestamp", time(deleted));
            json.put("deletionGracePeriodSeconds", 0);
        });
        texts(json, "labels", metadata.labels());
        texts(json, "annotations", metadata.annotations());
        finalizers(json, metadata);
        if (!object.ownerReferences().isEmpty()) {
            json.set("ownerReferences", object.ownerReferences());
        }
        if (!object.managedFields().isEmpty()) {
            json.set("managedFields", object.managedFields());
        }
        return json;
    }

    private static void texts(ObjectNode json, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            var node = json.putObject(name);
            new TreeMap<>(texts).forEach(node::put);
        }
    }

    private static void finalizers(ObjectNode json, Metadata metadata) {
        if (!metadata.finalizers().isEmpty()) {
            var array = json.putArray("finalizers");
            metadata.finalizers().forEach(array::add);
        }
    }

    /** A time as Kubernetes writes it: to the second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
