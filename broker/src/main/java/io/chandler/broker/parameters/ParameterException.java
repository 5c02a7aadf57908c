package io.chandler.broker.parameters;

/**
 * Parameters do not fit. The message is made of sentences for the user, each naming the field and what would be
 * right.
 */
public final class ParameterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The parameters do not fit, in these words. */
    public ParameterException(String message) {
        super(message);
    }
}
