package io.chandler.ondemand.cloudfoundry;

import org.jspecify.annotations.Nullable;

/** The platform could not be asked, or refused. The message is for the operator and holds no secret. */
public final class PlatformException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        UNREACHABLE,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        INVALID_RESPONSE,
        INVALID_FILTER,
        REFUSED
    }

    public PlatformException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
