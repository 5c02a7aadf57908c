package io.chandler.adapter;

/** The service can be bound to apps only, and the request names none. The adapter exits with 42. */
public final class AppGuidNotProvidedException extends AdapterException {

    private static final long serialVersionUID = 1;

    public AppGuidNotProvidedException() {
        super("app GUID not provided");
    }

    public AppGuidNotProvidedException(String reason) {
        super("app GUID not provided: " + reason);
    }

    @Override
    int exitCode(Subcommand subcommand) {
        return subcommand == Subcommand.CREATE_BINDING ? 42 : 1;
    }
}
