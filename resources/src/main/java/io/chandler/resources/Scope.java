package io.chandler.resources;

/** Which part of a type's objects is meant. */
public sealed interface Scope {

    /** Every namespace. */
    record All() implements Scope {}

    /** One namespace. */
    record Namespace(String namespace) implements Scope {}

    /** One namespace, names that begin so. */
    record NamePrefix(String namespace, String prefix) implements Scope {}

    /** Every namespace. */
    static Scope all() {
        return new All();
    }
}
