package io.chandler.resources;

/** The object is no longer this run's: it is gone, somebody else has claimed it, or the run has given it up. */
public final class ClaimLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that names the object. */
    public ClaimLost(String message) {
        super(message);
    }
}
