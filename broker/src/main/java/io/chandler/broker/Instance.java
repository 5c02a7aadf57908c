package io.chandler.broker;

import java.util.Optional;

/** An instance in the hands of its author's code. Its steps and progress belong to the operation that is running. */
public interface Instance extends InstanceDetails, Work {

    /**
     * Keeps a value with the instance, sealed: what later calls need, such as the name of a database. It is stored with the
     * next step that ends, with that in which it is written, or with the end or failure of the method.
     *
     * @throws IllegalStateException while a binding is being made or removed
     */
    void output(String name, String value);

    /**
     * A value that was kept.
     *
     * @throws MissingOutput if there is none; while a failed creation is being removed this ends the removal
     */
    String output(String name);

    /** A value that was kept, if there is one. */
    Optional<String> findOutput(String name);
}
