package io.chandler.ondemand.commands;

/** Ends a command with exit code 1 and a line in its log. The message holds no secret. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }

    /** The line. */
    String line() {
        return String.valueOf(getMessage());
    }
}
