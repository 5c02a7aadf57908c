package io.chandler.apiserver;

import java.time.Duration;

/** Decides who may do what. Thread-safe; may block. */
@FunctionalInterface
public interface Authorizer {

    /** Whether the user may do it. */
    Decision decide(User user, Action action);

    /** What somebody wants to do. */
    sealed interface Action {

        /** As Kubernetes names it: get, list, watch, create, update, patch, delete, deletecollection. */
        String verb();

        /**
         * Something with objects.
         *
         * @param subresource empty text for the object itself
         * @param namespace empty text for all
         * @param name empty text for all
         */
        record OnObjects(
                String verb,
                String group,
                String version,
                String resource,
                String subresource,
                String namespace,
                String name)
                implements Action {}

        /** Something with a path where no objects are, such as {@code /version}; the verb is the method. */
        record OnPath(String verb, String path) implements Action {}
    }

    /** What authorization comes to. */
    sealed interface Decision {

        record Allowed(String reason) implements Decision {}

        /** @param reason may be empty */
        record Denied(String reason) implements Decision {}

        /** It cannot be decided at the moment. */
        record Later(String message, Duration retryAfter) implements Decision {}
    }
}
