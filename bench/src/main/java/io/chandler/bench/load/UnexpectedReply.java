package io.chandler.bench.load;

/** A reply that the script did not expect; one is enough to end the run. */
public final class UnexpectedReply extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnexpectedReply(String message) {
        super(message);
    }
}
