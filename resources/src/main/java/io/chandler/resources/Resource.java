package io.chandler.resources;

import java.util.Map;

/**
 * An object: what is wanted (spec) and what is (status), under one name. Immutable, as its parts must be: the same
 * instance is handed to readers, watchers and caches.
 *
 * @param <S> what is wanted
 * @param <T> what is
 */
public record Resource<S, T>(Metadata metadata, S spec, T status) {

    /** The object's name. */
    public Ref ref() {
        return metadata.ref();
    }

    /** The revision of the last change. */
    public Revision revision() {
        return metadata.revision();
    }

    /** Whether deletion was asked for. */
    public boolean deleting() {
        return metadata.deletionTimestamp().isPresent();
    }

    /** The same object with another spec. */
    public Resource<S, T> withSpec(S spec) {
        return new Resource<>(metadata, spec, status);
    }

    /** The same object with another status. */
    public Resource<S, T> withStatus(T status) {
        return new Resource<>(metadata, spec, status);
    }

    /** The same object at another revision. */
    public Resource<S, T> withRevision(Revision revision) {
        return new Resource<>(metadata.withRevision(revision), spec, status);
    }

    /** The same object with other labels. */
    public Resource<S, T> withLabels(Map<String, String> labels) {
        return new Resource<>(metadata.withLabels(labels), spec, status);
    }

    /** The same object with other metadata. */
    public Resource<S, T> withMetadata(Metadata metadata) {
        return new Resource<>(metadata, spec, status);
    }
}
