package io.chandler.adapter;

/** There is no binding with the id. The adapter exits with 41. */
public final class BindingNotFoundException extends AdapterException {

    private static final long serialVersionUID = 1;

    public BindingNotFoundException() {
        super("binding not found");
    }

    public BindingNotFoundException(String reason) {
        super("binding not found: " + reason);
    }

    @Override
    int exitCode(Subcommand subcommand) {
        return subcommand == Subcommand.DELETE_BINDING ? 41 : 1;
    }
}
