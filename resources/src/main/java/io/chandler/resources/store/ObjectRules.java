package io.chandler.resources.store;

import io.chandler.resources.Metadata;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What becomes of an object when somebody writes it, wherever it is kept: of the metadata, labels, annotations and
 * finalizers are the writer's; the rest is the store's. Thread-safe.
 */
public final class ObjectRules<S, T> {

    private final ObjectWriter specWriter;
    private final Clock clock;

    /** The rules for the objects of a type whose specs the mapper can write. Times are kept to the millisecond. */
    public ObjectRules(ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
        this.specWriter = mapper.writerFor(type.spec());
        this.clock = clock;
    }

    /** An object as it is stored first. */
    public Resource<S, T> created(Resource<S, T> wanted) {
        var given = wanted.metadata();
        return wanted.withMetadata(new Metadata(
                given.ref(),
                UUID.randomUUID().toString(),
                Revision.ZERO,
                1,
                now(),
                Optional.empty(),
                given.labels(),
                given.annotations(),
                given.finalizers()));
    }

    /**
     * An object as it is stored next, still at the revision of its last change; empty where nothing changes.
     *
     * @param key that an error names
     * @throws StoreException.Conflict if another object is wanted than the one of before
     * @throws StoreException.Invalid if finalizers are added to an object whose deletion was asked for
     */
    public Optional<Resource<S, T>> replaced(Resource<S, T> old, Resource<S, T> wanted, String key) {
        checkUid(old, wanted, key);
        return next(old, wanted, key);
    }

    /** The same where of what is wanted the status alone counts. */
    public Optional<Resource<S, T>> statusReplaced(Resource<S, T> old, Resource<S, T> wanted, String key) {
        checkUid(old, wanted, key);
        return next(old, old.withStatus(wanted.status()), key);
    }

    private Optional<Resource<S, T>> next(Resource<S, T> old, Resource<S, T> wanted, String key) {
        var was = old.metadata();
        var given = wanted.metadata();
        if (addsFinalizers(was, given)) {
            throw new StoreException.Invalid("metadata.finalizers must not grow once deletion was asked for: " + key);
        }
        boolean sameSpec = sameSpec(old.spec(), wanted.spec());
        if (sameSpec && sameMetadata(was, given) && Objects.equals(old.status(), wanted.status())) {
            return Optional.empty();
        }
        return Optional.of(wanted.withMetadata(new Metadata(
                was.ref(),
                was.uid(),
                was.revision(),
                sameSpec ? was.generation() : was.generation() + 1,
                was.creationTimestamp(),
                was.deletionTimestamp(),
                given.labels(),
                given.annotations(),
                given.finalizers())));
    }

    private static void checkUid(Resource<?, ?> old, Resource<?, ?> wanted, String key) {
        var uid = wanted.metadata().uid();
        if (!uid.isEmpty() && !uid.equals(old.metadata().uid())) {
            throw new StoreException.Conflict(key);
        }
    }

    /** An object whose deletion is asked for, and that others still hold. */
    public Resource<S, T> marked(Resource<S, T> found) {
        var was = found.metadata();
        return found.withMetadata(new Metadata(
                was.ref(),
                was.uid(),
                was.revision(),
                was.generation(),
                was.creationTimestamp(),
                Optional.of(now()),
                was.labels(),
                was.annotations(),
                was.finalizers()));
    }

    /** Whether finalizers are added to an object whose deletion was asked for. */
    public static boolean addsFinalizers(Metadata was, Metadata given) {
        return was.deletionTimestamp().isPresent() && !new HashSet<>(was.finalizers()).containsAll(given.finalizers());
    }

    /** Whether two specs are the same: equal, or written alike. */
    private boolean sameSpec(S one, S other) {
        return Objects.equals(one, other)
                || Arrays.equals(specWriter.writeValueAsBytes(one), specWriter.writeValueAsBytes(other));
    }

    private static boolean sameMetadata(Metadata one, Metadata other) {
        return one.labels().equals(other.labels())
                && one.annotations().equals(other.annotations())
                && one.finalizers().equals(other.finalizers());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
