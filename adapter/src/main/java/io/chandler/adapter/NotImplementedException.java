package io.chandler.adapter;

/** The adapter does not offer the subcommand, in spite of having a method for it. The adapter exits with 10. */
public final class NotImplementedException extends AdapterException {

    private static final long serialVersionUID = 1;

    public NotImplementedException() {
        super("not implemented");
    }

    public NotImplementedException(String reason) {
        super("not implemented: " + reason);
    }

    @Override
    int exitCode(Subcommand subcommand) {
        return 10;
    }
}
