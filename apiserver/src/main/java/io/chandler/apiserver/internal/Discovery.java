package io.chandler.apiserver.internal;

import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents by which clients find out what there is. They are made once. */
final class Discovery {

    private static final List<String> READ = List.of("get");

    private final String group;
    private final String version;
    private final List<ServedDefinition> definitions;

    Discovery(String group, String version, Collection<ServedDefinition> definitions) {
        this.group = group;
        this.version = version;
        this.definitions = List.copyOf(definitions);
    }

    /** {@code /api}: the core group, which has events, and namespaces in name. */
    static ObjectNode core() {
        var json = Json.object();
        json.put("kind", "APIVersions");
        json.putArray("versions").add("v1");
        json.putArray("serverAddressByClientCIDRs");
        return json;
    }

    /** {@code /api/v1}. */
    static ObjectNode coreResources() {
        var json = resources("v1");
        var array = json.putArray("resources");
        var events = resource(array, "events", "event", true, "Event");
        texts(events, "verbs", List.of("list"));
        texts(events, "shortNames", List.of("ev"));
        var namespaces = resource(array, "namespaces", "namespace", false, "Namespace");
        texts(namespaces, "verbs", READ);
        texts(namespaces, "shortNames", List.of("ns"));
        return json;
    }

    /** {@code /apis}. */
    ObjectNode groups() {
        var json = Json.object();
        json.put("kind", "APIGroupList").put("apiVersion", "v1");
        json.putArray("groups").add(versions(Json.object()));
        return json;
    }

    /** {@code /apis/<group>}. */
    ObjectNode group() {
        var json = Json.object();
        json.put("kind", "APIGroup").put("apiVersion", "v1");
        return versions(json);
    }

    private ObjectNode versions(ObjectNode json) {
        json.put("name", group);
        var preferred = Json.object().put("groupVersion", group + "/" + version).put("version", version);
        json.putArray("versions").add(preferred);
        json.set("preferredVersion", preferred);
        return json;
    }

    /** {@code /apis/<group>/<version>}. */
    ObjectNode resources() {
        var json = resources(group + "/" + version);
        var array = json.putArray("resources");
        for (var definition : definitions) {
            var node = resource(array, definition.plural(), definition.singular(), true, definition.kind());
            texts(node, "verbs", names(definition.verbs()));
            texts(node, "shortNames", definition.shortNames());
            texts(node, "categories", definition.categories());
            node.put("storageVersionHash", hash(definition));
            if (!definition.statusVerbs().isEmpty()) {
                var status = resource(array, definition.plural() + "/status", "", true, definition.kind());
                texts(status, "verbs", names(definition.statusVerbs()));
            }
            for (var subresource : definition.subresources()) {
                var name = definition.plural() + "/" + subresource.name();
                texts(resource(array, name, "", true, subresource.kind()), "verbs", READ);
            }
        }
        return json;
    }

    private static ObjectNode resources(String groupVersion) {
        return Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion);
    }

    private static ObjectNode resource(
            ArrayNode resources, String name, String singular, boolean namespaced, String kind) {
        return resources
                .addObject()
                .put("name", name)
                .put("singularName", singular)
                .put("namespaced", namespaced)
                .put("kind", kind);
    }

    /** {@code /api} for clients that want all of it at once. */
    static ObjectNode aggregatedCore() {
        var json = aggregated();
        var version = json.putArray("items").addObject();
        version.putObject("metadata").putNull("creationTimestamp");
        var resources = version.putArray("versions")
                .addObject()
                .put("version", "v1")
                .put("freshness", "Current")
                .putArray("resources");
        var events = aggregatedResource(resources, "events", "event", "Namespaced", "", "v1", "Event");
        texts(events, "verbs", List.of("list"));
        texts(events, "shortNames", List.of("ev"));
        var namespaces = aggregatedResource(resources, "namespaces", "namespace", "Cluster", "", "v1", "Namespace");
        texts(namespaces, "verbs", READ);
        texts(namespaces, "shortNames", List.of("ns"));
        return json;
    }

    /** {@code /apis} for clients that want all of it at once. */
    ObjectNode aggregatedGroups() {
        var json = aggregated();
        var item = json.putArray("items").addObject();
        item.putObject("metadata").put("name", group).putNull("creationTimestamp");
        var resources = item.putArray("versions")
                .addObject()
                .put("version", version)
                .put("freshness", "Current")
                .putArray("resources");
        for (var definition : definitions) {
            var node = aggregatedResource(
                    resources,
                    definition.plural(),
                    definition.singular(),
                    "Namespaced",
                    group,
                    version,
                    definition.kind());
            texts(node, "verbs", names(definition.verbs()));
            texts(node, "shortNames", definition.shortNames());
            texts(node, "categories", definition.categories());
            var subresources = Json.object().arrayNode();
            if (!definition.statusVerbs().isEmpty()) {
                subresource(subresources, "status", definition.kind(), names(definition.statusVerbs()));
            }
            for (var subresource : definition.subresources()) {
                subresource(subresources, subresource.name(), subresource.kind(), READ);
            }
            if (!subresources.isEmpty()) {
                node.set("subresources", subresources);
            }
        }
        return json;
    }

    private static ObjectNode aggregated() {
        var json = Json.object();
        json.put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/v2");
        json.putObject("metadata");
        return json;
    }

    private static ObjectNode aggregatedResource(
            ArrayNode resources,
            String plural,
            String singular,
            String scope,
            String group,
            String version,
            String kind) {
        var node = resources.addObject().put("resource", plural);
        node.set("responseKind", kind(group, version, kind));
        return node.put("scope", scope).put("singularResource", singular);
    }

    private void subresource(ArrayNode subresources, String name, String kind, List<String> verbs) {
        var node = subresources.addObject().put("subresource", name);
        node.set("responseKind", kind(group, version, kind));
        texts(node, "verbs", verbs);
    }

    private static ObjectNode kind(String group, String version, String kind) {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }

    private static List<String> names(Set<Verb> verbs) {
        return verbs.stream()
                .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static void texts(ObjectNode json, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            var array = json.putArray(name);
            texts.forEach(array::add);
        }
    }

    private String hash(ServedDefinition definition) {
        var text = group + "/" + version + "/" + definition.kind();
        return Base64.getEncoder()
                .encodeToString(Arrays.copyOf(Document.sha256(text.getBytes(StandardCharsets.UTF_8)), 8));
    }
}
