package io.chandler.broker;

/** A value was asked for that the instance or binding does not have. */
public final class MissingOutput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** No value of this name is kept. */
    public MissingOutput(String name) {
        super("no output named \"" + name + "\" was kept");
    }
}
