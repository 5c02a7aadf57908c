package io.chandler.adapter;

/** The adapter was called wrongly: a message for the operator, never for the user. */
final class InputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InputException(String message) {
        super(message);
    }
}
