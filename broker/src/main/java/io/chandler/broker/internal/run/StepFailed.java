package io.chandler.broker.internal.run;

/** Carries a checked exception out of a step. */
final class StepFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StepFailed(String step, Exception cause) {
        super("step \"" + step + "\" failed", cause, false, false);
    }

    /** What the author's code threw. */
    static Throwable causeOf(Throwable thrown) {
        var cause = thrown.getCause();
        return thrown instanceof StepFailed && cause != null ? cause : thrown;
    }
}
