package io.chandler.broker.internal.common;

import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Page;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.Watch;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;

/**
 * Objects that others can delete: each is written with the broker's finalizer, until only the memory of it is left. One
 * whose deletion was asked for gets none any more: if it lacks the finalizer, somebody has given it up. Thread-safe.
 */
public record FinalizedStore<S, T>(ResourceStore<S, T> store) implements ResourceStore<S, T> {

    private static <S, T> Resource<S, T> finalized(Resource<S, T> object) {
        var metadata = object.metadata();
        if (object.deleting()
                || metadata.labels().containsKey(ObjectTypes.GONE)
                || metadata.finalizers().contains(ObjectTypes.FINALIZER)) {
            return object;
        }
        var finalizers = new ArrayList<>(metadata.finalizers());
        finalizers.add(ObjectTypes.FINALIZER);
        return object.withMetadata(metadata.withFinalizers(finalizers));
    }

    @Override
    public Resource<S, T> create(Resource<S, T> resource) {
        return store.create(finalized(resource));
    }

    @Override
    public Resource<S, T> replace(Resource<S, T> resource, Revision expected) {
        return store.replace(finalized(resource), expected);
    }

    @Override
    public Resource<S, T> replace(Resource<S, T> resource, Resource<S, T> read) {
        return store.replace(finalized(resource), read);
    }

    // ---- Nothing else is different ----------------------------------------------------------------------------------

    @Override
    public ResourceType<S, T> type() {
        return store.type();
    }

    @Override
    public Optional<Resource<S, T>> get(Ref ref) {
        return store.get(ref);
    }

    @Override
    public Page<S, T> list(Scope scope, Selector selector, ListOptions options) {
        return store.list(scope, selector, options);
    }

    @Override
    public OptionalLong count(Scope scope, String without) {
        return store.count(scope, without);
    }

    @Override
    public Resource<S, T> replaceStatus(Resource<S, T> resource, Revision expected) {
        return store.replaceStatus(resource, expected);
    }

    @Override
    public Resource<S, T> delete(Ref ref, Optional<Revision> expected) {
        return store.delete(ref, expected);
    }

    @Override
    public Watch<S, T> watch(Scope scope, Selector selector, Revision after) {
        return store.watch(scope, selector, after);
    }

    @Override
    public Watch<S, T> watch(Scope scope, Selector selector, Revision after, BiPredicate<Ref, Revision> known) {
        return store.watch(scope, selector, after, known);
    }

    @Override
    public Revision current() {
        return store.current();
    }
}
