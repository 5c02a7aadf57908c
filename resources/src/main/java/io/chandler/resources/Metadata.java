package io.chandler.resources;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every object says of itself. The store sets uid, revision, generation and creation time; who writes sets the
 * rest. Immutable.
 *
 * @param uid differs between an object and its successor of the same name
 * @param revision of the last change; {@link Revision#ZERO} before the object is stored
 * @param generation 1 at creation, one more with each change of the spec
 * @param finalizers whoever must act before the object may vanish
 * @param deletionTimestamp when deletion was asked for
 */
public record Metadata(
        Ref ref,
        String uid,
        Revision revision,
        long generation,
        Instant creationTimestamp,
        Optional<Instant> deletionTimestamp,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers) {

    public Metadata {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
    }

    /** The metadata of an object that is yet to be stored. */
    public static Metadata of(Ref ref) {
        return new Metadata(ref, "", Revision.ZERO, 0, Instant.EPOCH, Optional.empty(), Map.of(), Map.of(), List.of());
    }

    /** The same with other labels. */
    public Metadata withLabels(Map<String, String> labels) {
        return new Metadata(
                ref, uid, revision, generation, creationTimestamp, deletionTimestamp, labels, annotations, finalizers);
    }

    /** The same with other annotations. */
    public Metadata withAnnotations(Map<String, String> annotations) {
        return new Metadata(
                ref, uid, revision, generation, creationTimestamp, deletionTimestamp, labels, annotations, finalizers);
    }

    /** The same at another revision. */
    public Metadata withRevision(Revision revision) {
        return new Metadata(
                ref, uid, revision, generation, creationTimestamp, deletionTimestamp, labels, annotations, finalizers);
    }

    /** The same with other finalizers. */
    public Metadata withFinalizers(List<String> finalizers) {
        return new Metadata(
                ref, uid, revision, generation, creationTimestamp, deletionTimestamp, labels, annotations, finalizers);
    }
}
