package io.chandler.resources.served;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * One kind of objects offered to API clients. Thread-safe; methods block. What cannot be done is refused by an {@link
 * ApiRefusal}. Names, patches, preconditions and authorization are the API server's; what is a valid spec, and what a
 * change means, is decided here.
 *
 * <p>All kinds that one API server offers have revisions of one history.
 */
public interface ServedResource {

    /** What clients are told of it. */
    ServedDefinition definition();

    /** The object of this name. */
    Optional<ApiObject> get(Ref ref);

    /**
     * A page of objects, ordered by namespace and name, as they were at one revision.
     *
     * @param scope everything or one namespace
     * @throws ApiRefusal.Expired if the page's snapshot is no longer kept
     */
    ApiPage list(Scope scope, Selector selector, ListOptions options);

    /** How many objects a scope has, about; empty where that is not known without reading them. */
    default OptionalLong count(Scope scope) {
        return OptionalLong.empty();
    }

    /**
     * Changes after a revision, in order and without gaps.
     *
     * @param scope everything or one namespace
     * @throws ApiRefusal.Expired if the history is no longer kept
     */
    ApiWatch watch(Scope scope, Selector selector, Revision after);

    /** The revision of the newest change. */
    Revision current();

    /**
     * Stores a new object. Uid, revision, generation, times and status of the given one are ignored.
     *
     * @throws ApiRefusal.AlreadyExists if there is one of this name
     * @throws ApiRefusal.Invalid if the spec is not allowed
     */
    ApiObject create(ApiObject object, WriteContext context);

    /**
     * Replaces spec, labels, annotations, finalizers, owners and managed fields of an object; the status of the given
     * one is ignored. A write that changes nothing keeps the revision. An object whose deletion was asked for vanishes
     * with its last finalizer.
     *
     * @param expected the revision that the object must have
     * @return the object as it was left, or as it last was
     * @throws ApiRefusal.Conflict if it has another
     * @throws ApiRefusal.NotFound if there is none
     * @throws ApiRefusal.Invalid if the change is not allowed
     */
    ApiObject replace(ApiObject object, Revision expected, WriteContext context);

    /** Replaces status and managed fields alone; otherwise as {@link #replace}. */
    ApiObject replaceStatus(ApiObject object, Revision expected, WriteContext context);

    /**
     * A spec that a client wrote as clients would see it: values that are not shown, and are the same as those of the object
     * that is there, are written as that object shows them. Thus what was written can be compared with what is shown.
     *
     * @param inPlace the object, as clients see it
     * @param spec is not modified
     */
    default ObjectNode asShown(ApiObject inPlace, ObjectNode spec) {
        return spec;
    }

    /**
     * What a status that a client wrote becomes: that of the object that is there, but for what clients may write of it.
     *
     * @param inPlace the object, as clients see it
     * @param status is not modified
     */
    default ObjectNode allowedStatus(ApiObject inPlace, ObjectNode status) {
        return status;
    }

    /**
     * Asks for deletion: marks an object that has finalizers, removes any other.
     *
     * @return the object as it was left: with a deletion time where it is marked, else as it last was
     * @throws ApiRefusal.Conflict if a precondition does not hold
     * @throws ApiRefusal.NotFound if there is none
     */
    ApiObject delete(Ref ref, Preconditions preconditions, WriteContext context);

    /**
     * The content of a subresource of the definition, without kind and metadata.
     *
     * @return empty if there is no such object
     * @throws ApiRefusal if the object has none at the moment
     */
    Optional<ObjectNode> subresource(Ref ref, String name);
}
