package io.chandler.broker;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A binding in the hands of its author's code. Its steps and progress belong to the operation that is running. */
public interface Binding extends Work {

    /** The id that the platform chose: opaque text, unique within its instance at least. */
    String id();

    /** The app that is bound, where it is one; several bindings may be for the same app. */
    Optional<String> appId();

    /** {@code bind_resource}; an empty object where there is none. Not to be modified. */
    ObjectNode bindResource();

    /** The parameters; an empty object where there are none. Not to be modified. */
    ObjectNode parameters();

    /**
     * The parameters as a record.
     *
     * @throws Refusal if they do not fit, naming the field
     */
    <R extends Record> R parameters(Class<R> type);

    /** The binding that this one follows, in a rotation; both are valid until the old one is removed or expires. */
    Optional<String> predecessorId();

    /** Keeps a value with the binding, sealed. */
    void output(String name, String value);

    /** A value that was kept. @throws MissingOutput if there is none; in {@code unbind} of a failed bind this ends it */
    String output(String name);

    /** A value that was kept, if there is one. */
    Optional<String> findOutput(String name);

    /** When the binding expires, if it was given out with an end. */
    Optional<Instant> expiresAt();
}
