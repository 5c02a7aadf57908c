package io.chandler.resources;

/** Why a store was not opened, copied or created; a sentence for the operator. Nothing was changed. */
public final class StoreOpenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreOpenException(String message) {
        super(message);
    }

    public StoreOpenException(String message, Throwable cause) {
        super(message, cause);
    }
}
