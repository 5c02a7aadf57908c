package io.chandler.resources.served;

/**
 * A change of an object, as a watcher with a selector sees it.
 *
 * @param object as the change left it; of a removed one its last state, with the revision of the removal
 */
public record ApiEvent(Type type, ApiObject object) {

    /** What happened, named as Kubernetes does. */
    public enum Type {
        /** The object is new, or newly selected. */
        ADDED,
        /** The object changed and is still selected. */
        MODIFIED,
        /** The object was removed, or is selected no longer. */
        DELETED
    }
}
