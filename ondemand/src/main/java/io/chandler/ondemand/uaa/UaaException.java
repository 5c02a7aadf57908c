package io.chandler.ondemand.uaa;

import org.jspecify.annotations.Nullable;

/** UAA could not be asked, or refused. The message is for the operator and holds no secret. */
public final class UaaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UaaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
