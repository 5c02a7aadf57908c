package io.chandler.broker.internal.served;

import io.chandler.osb.Caller;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.WriteContext;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the objects of one kind look to API clients, and what their writes mean. Writes are requests to the front desk; the
 * function that they are given makes the metadata for the write, and what it throws ends it with nothing written.
 */
interface Face<S, T> {

    ServedDefinition definition();

    /** The name in the store; empty if no object has the name. */
    Optional<Ref> stored(Ref shown);

    /** The name that API clients see. */
    Ref shown(Resource<S, T> object);

    /** Whether only the memory of the object is left. */
    boolean deleted(T status);

    /** What is wanted, without secrets. */
    ObjectNode spec(Resource<S, T> object);

    /** A spec that a client wrote, with the values that are as they are written as {@link #spec} writes them. */
    ObjectNode asShown(Resource<S, T> object, ObjectNode written);

    /** What is, without secrets. */
    ObjectNode status(Resource<S, T> object);

    /** Begins to create. @throws ApiRefusal if that is refused */
    void create(ApiObject wanted, WriteContext context, UnaryOperator<Metadata> metadata);

    /**
     * Begins what a changed spec asks for.
     *
     * @return false if the spec asks for what is there, and nothing was written
     * @throws ApiRefusal if that is refused
     */
    boolean change(Resource<S, T> found, ApiObject wanted, WriteContext context, UnaryOperator<Metadata> metadata);

    /** Begins to delete, unless that is under way. @throws ApiRefusal if that is refused */
    void delete(Resource<S, T> found, Caller caller, UnaryOperator<Metadata> metadata);

    /** The content of a subresource. @throws ApiRefusal if the object has none at the moment */
    ObjectNode subresource(Resource<S, T> object, String name);
}
