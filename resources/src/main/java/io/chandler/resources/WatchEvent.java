package io.chandler.resources;

/** A change of an object, as a watcher with a selector sees it. */
public sealed interface WatchEvent<S, T> {

    /** The object as the change left it; of a removed one its last state, with the revision of the removal. */
    Resource<S, T> resource();

    /** The object is new, or newly selected. */
    record Added<S, T>(Resource<S, T> resource) implements WatchEvent<S, T> {}

    /** The object changed and is still selected. */
    record Modified<S, T>(Resource<S, T> resource) implements WatchEvent<S, T> {}

    /** The object was removed, or is selected no longer. */
    record Deleted<S, T>(Resource<S, T> resource) implements WatchEvent<S, T> {}
}
