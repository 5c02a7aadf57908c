package io.chandler.adapter;

/**
 * A failure whose message is for the user of the service: it is printed alone on standard output, which the platform
 * shows, and on standard error. What only the operator may know belongs into the adapter's own lines on standard error.
 */
public sealed class AdapterException extends RuntimeException
        permits AppGuidNotProvidedException,
                BindingAlreadyExistsException,
                BindingNotFoundException,
                NotImplementedException {

    private static final long serialVersionUID = 1;

    public AdapterException(String message) {
        super(message);
    }

    public AdapterException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the adapter ends with. */
    int exitCode(Subcommand subcommand) {
        return 1;
    }
}
