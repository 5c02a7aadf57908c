package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.Variable;
import io.chandler.ondemand.credhub.CredHub;
import io.chandler.ondemand.credhub.CredHubException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Secrets of manifests in the director's CredHub: what an adapter hands over is kept at
 * {@code /odb/<offering>/<deployment>/<name>}, and the manifest refers to it. Without a CredHub manifests stay as they
 * are and nothing is asked. Thread-safe.
 */
final class Secrets {

    private static final Pattern REFERENCE = Pattern.compile("\\(\\((.*?)\\)\\)");

    private final Optional<CredHub> credHub;
    private final Director director;
    private final String offeringId;
    private final boolean original;

    /** @param original whether what has not changed is written all the same */
    Secrets(Optional<CredHub> credHub, Director director, String offeringId, boolean original) {
        this.credHub = credHub;
        this.director = director;
        this.offeringId = offeringId;
        this.original = original;
    }

    boolean enabled() {
        return credHub.isPresent();
    }

    /** The manifest with the places of its secrets, which are not written. */
    String located(String deployment, String manifest, Map<String, ? extends @Nullable Object> secrets) {
        if (credHub.isEmpty()) {
            return manifest;
        }
        var text = manifest;
        for (var name : secrets.keySet()) {
            text = text.replace("((odb_secret:" + name + "))", "((" + path(deployment, name) + "))");
        }
        return text;
    }

    /** Writes the secrets that the manifest refers to, if they have changed; those before are written back if the deployment fails. */
    void write(String deployment, String manifest, Map<String, ? extends @Nullable Object> secrets, Undo undo) {
        if (credHub.isEmpty()) {
            return;
        }
        var store = credHub.get();
        new TreeMap<String, @Nullable Object>(secrets).forEach((name, value) -> {
            if (!manifest.contains("((odb_secret:" + name + "))")) {
                return;
            }
            var path = path(deployment, name);
            if (!(value instanceof Map<?, ?>) && !(value instanceof String)) {
                throw Problem.internal("Unknown credential type of the adapter's secret " + name, null);
            }
            var wanted = JsonObjects.node(value);
            var before = store.byPath(path);
            if (!original && before.filter(wanted::equals).isPresent()) {
                return;
            }
            undo.add(
                    "the secret " + path,
                    () -> before.ifPresentOrElse(old -> store.put(path, old), () -> store.delete(path)));
            store.put(path, wanted);
        });
    }

    private String path(String deployment, String name) {
        return "/odb/" + offeringId + "/" + deployment + "/" + name;
    }

    /** The values of all references in a manifest, by the references; those that cannot be resolved are left out. */
    Optional<Map<String, String>> resolve(Work work, String manifest) {
        if (credHub.isEmpty()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        var references = REFERENCE.matcher(manifest);
        @Nullable List<Variable> variables = null;
        while (references.find()) {
            var reference = references.group();
            if (values.containsKey(reference)) {
                continue;
            }
            if (variables == null) {
                variables = director.variables(work.deployment());
            }
            try {
                value(credHub.get(), references.group(1), variables)
                        .ifPresentOrElse(
                                value -> values.put(reference, text(value)),
                                () -> work.log("Could not resolve " + reference + ": credential not found"));
            } catch (CredHubException e) {
                work.log("Could not resolve " + reference + ": " + e.getMessage());
            }
        }
        return Optional.of(values);
    }

    private static Optional<JsonNode> value(CredHub store, String name, List<Variable> variables) {
        var whole = find(store, name, variables);
        int dot = name.lastIndexOf('.');
        if (whole.isPresent() || dot <= 0) {
            return whole;
        }
        return find(store, name.substring(0, dot), variables)
                .map(value -> value.path(name.substring(dot + 1)))
                .filter(value -> !value.isMissingNode());
    }

    private static Optional<JsonNode> find(CredHub store, String name, List<Variable> variables) {
        boolean absolute = name.startsWith("/");
        for (var variable : variables) {
            if (absolute ? variable.path().equals(name) : variable.path().endsWith("/" + name)) {
                return store.byId(variable.id());
            }
        }
        // A relative name with a dot is first of all a variable and one of its members.
        return !absolute && name.contains(".") ? Optional.empty() : store.byPath(name);
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** Deletes whatever is kept for an instance: all paths of which one piece is its id or its deployment. */
    void delete(String instanceId) {
        if (credHub.isEmpty()) {
            return;
        }
        var store = credHub.get();
        for (var path : store.pathsLike(instanceId)) {
            var pieces = Arrays.asList(path.split("/"));
            if (pieces.contains(instanceId) || pieces.contains(Work.deployment(instanceId))) {
                store.delete(path);
            }
        }
    }
}
