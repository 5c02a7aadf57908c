package io.chandler.broker.internal.served;

import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.osb.Json;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What API clients keep with an object: labels, annotations, finalizers, owners, conditions. The store keeps it in labels
 * and annotations, which every write of the engine leaves alone; the store's own finalizers are not used for them, as an
 * object that is gone stays in the store as a memory.
 */
final class ClientMetadata {

    /** The finalizer of the broker: on every object until its backend is gone. Clients cannot remove it. */
    static final String OURS = ObjectTypes.FINALIZER;

    private static final String CONDITIONS = "chandler.io/conditions";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Set<String> OUR_LABELS = Set.of(ObjectTypes.WORK, ObjectTypes.GONE);
    private static final Set<String> OUR_ANNOTATIONS = Set.of(ObjectTypes.FINALIZERS, CONDITIONS);
    private static final Pattern FINALIZER = Pattern.compile("[A-Za-z0-9.-]{1,253}/[A-Za-z0-9._-]{1,63}");

    private ClientMetadata() {}

    // ---- Showing ----------------------------------------------------------------------------------------------------

    /**
     * The metadata as clients see them, still with what {@link ApiObject#of(Metadata, ObjectNode, ObjectNode)} reads.
     *
     * @param deleted whether the backend is gone
     */
    static Metadata shown(Metadata stored, Ref ref, Optional<Instant> deletion, boolean deleted) {
        var finalizers = new ArrayList<String>();
        if (!deleted) {
            finalizers.add(OURS);
        }
        finalizers.addAll(finalizers(stored));
        return new Metadata(
                ref,
                stored.uid(),
                stored.revision(),
                stored.generation(),
                stored.creationTimestamp(),
                deletion,
                without(stored.labels(), OUR_LABELS),
                without(stored.annotations(), OUR_ANNOTATIONS),
                finalizers);
    }

    private static Map<String, String> without(Map<String, String> texts, Set<String> names) {
        if (texts.keySet().stream().noneMatch(names::contains)) {
            return texts;
        }
        var rest = new HashMap<>(texts);
        rest.keySet().removeAll(names);
        return rest;
    }

    /** The finalizers of clients. */
    static List<String> finalizers(Metadata stored) {
        var text = stored.annotations().get(ObjectTypes.FINALIZERS);
        return text == null ? List.of() : List.of(text.split(" "));
    }

    /** The conditions of clients. */
    static ArrayNode conditions(Metadata stored) {
        var text = stored.annotations().get(CONDITIONS);
        return text != null && Json.mapper().readTree(text) instanceof ArrayNode array
                ? array
                : JsonNodeFactory.instance.arrayNode(0);
    }

    // ---- Keeping ----------------------------------------------------------------------------------------------------

    /** The stored metadata with all that a client may write. @throws ApiRefusal.Invalid for a finalizer that is none */
    static Metadata kept(Metadata stored, ApiObject given) {
        var labels = new HashMap<>(without(given.metadata().labels(), OUR_LABELS));
        stored.labels().forEach((name, value) -> {
            if (OUR_LABELS.contains(name)) {
                labels.put(name, value);
            }
        });
        var annotations = new HashMap<>(without(given.stored().annotations(), OUR_ANNOTATIONS));
        annotations.computeIfPresent(LAST_APPLIED, (name, text) -> withoutValues(text));
        var conditions = stored.annotations().get(CONDITIONS);
        if (conditions != null) {
            annotations.put(CONDITIONS, conditions);
        }
        var finalizers = foreign(given);
        if (!finalizers.isEmpty()) {
            annotations.put(ObjectTypes.FINALIZERS, String.join(" ", finalizers));
        }
        return stored.withLabels(labels).withAnnotations(annotations);
    }

    private static List<String> foreign(ApiObject given) {
        var finalizers = given.metadata().finalizers().stream()
                .filter(name -> !name.equals(OURS))
                .distinct()
                .toList();
        for (var name : finalizers) {
            if (!FINALIZER.matcher(name).matches()) {
                throw new ApiRefusal.Invalid(Cause.invalid(
                        "metadata.finalizers", "a finalizer must be a domain and a name, such as example.com/backup"));
            }
        }
        return finalizers;
    }

    /** The stored metadata with other conditions of clients. */
    static Metadata withConditions(Metadata stored, ArrayNode conditions) {
        var annotations = new HashMap<>(stored.annotations());
        annotations.remove(CONDITIONS);
        if (!conditions.isEmpty()) {
            annotations.put(CONDITIONS, conditions.toString());
        }
        return stored.withAnnotations(annotations);
    }

    /** The stored metadata with other managers of its fields. */
    static Metadata withManagers(Metadata stored, ApiObject given) {
        var rest = ApiObject.of(stored, Json.object(), Json.object())
                .withManagedFields(given.managedFields())
                .stored();
        return stored.withAnnotations(rest.annotations());
    }

    /** What kubectl notes of the object that it applied, without the values of parameters; nothing if it is no JSON. */
    private static @Nullable String withoutValues(String config) {
        try {
            if (!(Json.mapper().readTree(config) instanceof ObjectNode object)) {
                return null;
            }
            if (object.path("spec").get("parameters") instanceof ObjectNode parameters) {
                for (var name : List.copyOf(parameters.propertyNames())) {
                    parameters.put(name, SealedParameters.PLACEHOLDER);
                }
                return object + "\n";
            }
            return config;
        } catch (JacksonException e) {
            return null;
        }
    }
}
