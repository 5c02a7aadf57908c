package io.chandler.apiserver.internal;

import io.chandler.apiserver.patch.FieldManager;
import io.chandler.apiserver.patch.FieldSchema;
import io.chandler.apiserver.patch.FieldValidation;
import io.chandler.apiserver.patch.JsonPatch;
import io.chandler.apiserver.patch.MergePatch;
import io.chandler.apiserver.patch.RequestBody;
import io.chandler.apiserver.patch.ServerSideApply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A change of an object as the media type of its body says. */
sealed interface Patches {

    String JSON = "application/json-patch+json";
    String MERGE = "application/merge-patch+json";
    String APPLY = "application/apply-patch+yaml";

    /** What can be sent. Strategic merge patches need the types of Kubernetes itself. */
    List<String> MEDIA_TYPES = List.of(JSON, MERGE, APPLY);

    /** RFC 6902. */
    record Json(byte[] body) implements Patches {}

    /** RFC 7386. */
    record Merge(byte[] body) implements Patches {}

    /** Server-side apply. */
    record Apply(RequestBody body, boolean force) implements Patches {}

    /** What somebody who changes something brings along. */
    record Writing(
            FieldManager manager, FieldSchema schema, FieldValidation validation, String kind, List<String> warnings) {

        void prune(ObjectNode object, List<String> duplicates) {
            warnings.addAll(validation.prune(object, duplicates, schema, kind));
        }
    }

    /** The patch in the body of a request. @throws Failure if its media type is none of a patch */
    static Patches of(String mediaType, byte[] body, Query query) {
        return switch (mediaType) {
            case JSON -> new Json(body);
            case MERGE -> new Merge(body);
            case APPLY -> {
                if (!query.has("fieldManager")) {
                    throw Failure.badRequest("fieldManager is required for apply patch");
                }
                yield new Apply(RequestBody.yaml(body), query.flag("force"));
            }
            default -> throw Failure.unsupportedPatch(String.join(", ", MEDIA_TYPES));
        };
    }

    /**
     * The object after the patch, with its managed fields where an apply has set them.
     *
     * @param live absent for a creation
     */
    default ObjectNode apply(Optional<ObjectNode> live, Writing writing, Instant now) {
        return switch (this) {
            case Json(var body) ->
                pruned(
                        JsonPatch.apply(live.orElseThrow(), body) instanceof ObjectNode object
                                ? object
                                : live.orElseThrow().objectNode(),
                        writing);
            case Merge(var body) -> pruned(MergePatch.apply(live.orElseThrow(), body), writing);
            case Apply(var body, var force) -> {
                var applied = body.object().deepCopy();
                writing.prune(applied, body.duplicates());
                yield ServerSideApply.apply(live, applied, writing.manager(), force, writing.schema(), now);
            }
        };
    }

    private static ObjectNode pruned(ObjectNode object, Writing writing) {
        writing.prune(object, new ArrayList<>());
        return object;
    }
}
