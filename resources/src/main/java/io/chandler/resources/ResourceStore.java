package io.chandler.resources;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * The objects of one type with the semantics of Kubernetes: compare-and-swap on the revision, generation, finalizers,
 * separate status, ordered watch. Thread-safe. Reads see every write that was acknowledged before they began. A method
 * that returns has made its change durable.
 *
 * <p>All methods throw {@link StoreException}: its subclasses say whether the caller, the object or the store is why.
 */
public interface ResourceStore<S, T> {

    /** The type of the objects. */
    ResourceType<S, T> type();

    /** The object of this name. */
    Optional<Resource<S, T>> get(Ref ref);

    /** A page of objects, ordered by namespace and name, as they were at one revision. */
    Page<S, T> list(Scope scope, Selector selector, ListOptions options);

    /**
     * How many objects there are, about.
     *
     * @param without objects whose indexed label begins so do not count; empty text to count all
     * @return empty where that is not known without reading them
     */
    default OptionalLong count(Scope scope, String without) {
        return OptionalLong.empty();
    }

    /** Stores a new object. @throws StoreException.AlreadyExists if there is one of this name */
    Resource<S, T> create(Resource<S, T> resource);

    /**
     * Replaces spec, labels, annotations, finalizers and status of an object at the given revision in one step. A write
     * that changes nothing keeps the revision and emits no event. An object whose deletion was asked for vanishes with
     * its last finalizer.
     *
     * @throws StoreException.Conflict if the object has changed since
     * @throws StoreException.NotFound if there is none
     */
    Resource<S, T> replace(Resource<S, T> resource, Revision expected);

    /**
     * Replaces what was read from this store: as {@link #replace(Resource, Revision)} with its revision, and cheaper where
     * a write must know the object before.
     *
     * @param read the object as this store returned it
     */
    default Resource<S, T> replace(Resource<S, T> resource, Resource<S, T> read) {
        return replace(resource, read.revision());
    }

    /** Replaces the status alone; otherwise as {@link #replace}. */
    Resource<S, T> replaceStatus(Resource<S, T> resource, Revision expected);

    /**
     * Asks for deletion: marks an object that has finalizers, removes any other.
     *
     * @param expected the revision that the object must have, if given
     * @return the object as it was left: marked, or as it last was
     */
    Resource<S, T> delete(Ref ref, Optional<Revision> expected);

    /** Changes after a revision, in order and without gaps. @throws StoreException.Expired if history is gone */
    Watch<S, T> watch(Scope scope, Selector selector, Revision after);

    /**
     * As {@link #watch(Scope, Selector, Revision)}, but may leave out changes that are known already, which spares reading
     * them.
     *
     * @param known whether the object of this name is known as of this revision; asked for each change in order, by the
     *     thread that waits for the next one
     */
    default Watch<S, T> watch(Scope scope, Selector selector, Revision after, BiPredicate<Ref, Revision> known) {
        return watch(scope, selector, after);
    }

    /** The revision of the newest change. */
    Revision current();

    /** Reads, changes and replaces an object, again after each conflict. */
    default Resource<S, T> update(Ref ref, UnaryOperator<Resource<S, T>> change) {
        while (true) {
            var found = get(ref).orElseThrow(() -> new StoreException.NotFound(ref.toString()));
            try {
                return replace(change.apply(found), found.revision());
            } catch (StoreException.Conflict conflict) {
                // Somebody else was first: look again.
            }
        }
    }
}
