package io.chandler.apiserver.patch;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7396: {@code application/merge-patch+json}. */
public final class MergePatch {

    private MergePatch() {}

    /**
     * The document after the patch; the given one stays as it is.
     *
     * @throws PatchException.Malformed if the patch is not a JSON object, the only patch that leaves an object
     */
    public static ObjectNode apply(ObjectNode document, byte[] patch) {
        if (!(PatchJson.read(patch) instanceof ObjectNode changes)) {
            throw new PatchException.Malformed("error decoding patch: a merge patch must be a JSON object");
        }
        return apply(document, changes);
    }

    /** The document after a patch that was read already. */
    public static ObjectNode apply(ObjectNode document, ObjectNode patch) {
        var result = document.deepCopy();
        merge(result, patch);
        return result;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var change : patch.properties()) {
            var name = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode members) {
                var inner =
                        target.get(name) instanceof ObjectNode there ? there : JsonNodeFactory.instance.objectNode();
                merge(inner, members);
                target.set(name, inner);
            } else {
                target.set(name, value.deepCopy());
            }
        }
    }
}
