package io.chandler.resources.served;

import io.chandler.resources.WatchEvent;

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
        DELETED;

        /** What a watcher of a store was told. */
        public static Type of(WatchEvent<?, ?> event) {
            return switch (event) {
                case WatchEvent.Added<?, ?> _ -> ADDED;
                case WatchEvent.Modified<?, ?> _ -> MODIFIED;
                case WatchEvent.Deleted<?, ?> _ -> DELETED;
            };
        }
    }
}
