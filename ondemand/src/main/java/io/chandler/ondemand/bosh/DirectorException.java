package io.chandler.ondemand.bosh;

import org.jspecify.annotations.Nullable;

/** The director could not be reached, or refused a request. The message is for the operator and holds no secret. */
public final class DirectorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        /** No answer: network, TLS, or the director's own failure to serve. */
        UNREACHABLE,
        /** The credentials were refused. */
        UNAUTHENTICATED,
        /** The director answered with an error, or with something that is not its API. */
        REFUSED
    }

    public DirectorException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
