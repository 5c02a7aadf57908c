package io.chandler.cli;

/** Ends the command with a sentence for the user on standard error and an exit code of {@link ExitCodes}. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** @param sentence without secrets */
    public CommandFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** The sentence for the user. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** One of {@link ExitCodes}. */
    public int exitCode() {
        return exitCode;
    }
}
