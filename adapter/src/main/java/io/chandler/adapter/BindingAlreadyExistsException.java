package io.chandler.adapter;

/** There is a binding with the id already. The adapter exits with 49. */
public final class BindingAlreadyExistsException extends AdapterException {

    private static final long serialVersionUID = 1;

    public BindingAlreadyExistsException() {
        super("binding already exists");
    }

    public BindingAlreadyExistsException(String reason) {
        super("binding already exists: " + reason);
    }

    @Override
    int exitCode(Subcommand subcommand) {
        return subcommand == Subcommand.CREATE_BINDING ? 49 : 1;
    }
}
