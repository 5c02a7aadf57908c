package io.chandler.resources;

import java.util.Optional;

/** Why a store did not do what it was asked. Messages name keys and limits, never values. */
public sealed class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StoreException(String message) {
        super(message);
    }

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is an object of this name already. */
    public static final class AlreadyExists extends StoreException {
        private static final long serialVersionUID = 1L;

        public AlreadyExists(String key) {
            super("already exists: " + key);
        }
    }

    /** There is no object of this name. */
    public static final class NotFound extends StoreException {
        private static final long serialVersionUID = 1L;

        public NotFound(String key) {
            super("not found: " + key);
        }
    }

    /** The object has changed since it was read. */
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1L;

        public Conflict(String key) {
            super("changed by somebody else: " + key);
        }
    }

    /** The history that was asked for is gone; list again and watch from there. */
    public static final class Expired extends StoreException {
        private static final long serialVersionUID = 1L;
        private final transient Optional<String> continuation;

        public Expired(Revision oldest) {
            this("history is kept from revision " + oldest + " on", Optional.empty());
        }

        /** The history is gone; from where on it is kept is unknown. */
        public Expired() {
            this("the history that was asked for is kept no more", Optional.empty());
        }

        private Expired(String message, Optional<String> continuation) {
            super(message);
            this.continuation = continuation;
        }

        /** The same for a page of a list, with the token that goes on there. */
        public Expired withContinuation(String token) {
            return new Expired(String.valueOf(getMessage()), Optional.of(token));
        }

        /** Goes on with a list whose snapshot is gone: after the page before, on the newest snapshot. */
        public Optional<String> continuation() {
            return continuation;
        }
    }

    /** The object is larger than the store takes, or its name is not allowed. */
    public static final class Invalid extends StoreException {
        private static final long serialVersionUID = 1L;

        public Invalid(String message) {
            super(message);
        }
    }

    /**
     * The store cannot be reached or cannot write now; trying again later may help. Whether a write took place is
     * unknown unless {@link #certain}.
     */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        private final boolean certain;

        public Unavailable(String message, boolean certain, Throwable cause) {
            super(message, cause);
            this.certain = certain;
        }

        /** Whether it is certain that nothing was written. */
        public boolean certain() {
            return certain;
        }
    }
}
