package io.chandler.broker.internal.run;

/**
 * Leaves the author's method at a step. An {@code Error}, so that a method that catches exceptions does not swallow it.
 */
final class Stopped extends Error {

    private static final long serialVersionUID = 1L;

    /** Why the method is left. */
    enum Reason {
        /** Every kept step has been seen again: enough is known to undo. */
        REPLAYED,
        /** The object is to be deleted: the creation stops. */
        CANCELLED,
        /** The operation's deadline has passed. */
        DEADLINE
    }

    private final Reason reason;

    Stopped(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
