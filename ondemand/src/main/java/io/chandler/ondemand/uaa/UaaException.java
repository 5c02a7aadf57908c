package io.chandler.ondemand.uaa;

import org.jspecify.annotations.Nullable;

/** UAA could not be asked, or refused. The message is for the operator and holds no secret. */
public final class UaaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        /** The broker's own client may not do this: 401 or 403. */
        FORBIDDEN,
        /** Anything else. */
        FAILED
    }

    UaaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
