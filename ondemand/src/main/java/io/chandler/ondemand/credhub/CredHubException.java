package io.chandler.ondemand.credhub;

import org.jspecify.annotations.Nullable;

/** CredHub could not be asked, or refused. The message is for the operator and holds no secret. */
public final class CredHubException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CredHubException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
