package io.chandler.cli.ondemand;

/** The broker cannot start. The message is the line for the log and holds no secret. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
