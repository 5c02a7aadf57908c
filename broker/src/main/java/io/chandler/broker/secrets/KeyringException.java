package io.chandler.broker.secrets;

/** The keys themselves are unusable. The message names the key by its id and what would be right, never its value. */
public final class KeyringException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The keys are unusable for this reason. */
    public KeyringException(String message) {
        super(message);
    }

    /** The keys are unusable because of this failure. */
    public KeyringException(String message, Throwable cause) {
        super(message, cause);
    }
}
