package io.chandler.resources;

import java.time.Duration;

/**
 * Told what goes wrong in a {@link Controller}; for logs and metrics. Called by whichever thread noticed; must not
 * throw, nor wait for long.
 */
public interface ControllerListener {

    /**
     * A run failed. What it threw may hold what must not be logged.
     *
     * @param attempt how often in a row, from 1
     */
    default void failed(Ref ref, Throwable cause, int attempt, Duration again) {}

    /** A run was ended because its claim was lost. */
    default void claimLost(Ref ref) {}

    /** The store could not be reached, or did not do as it should; it is tried again. */
    default void storeFailed(RuntimeException cause) {}

    /** Writes warnings to the system's logger: names and the classes of what was thrown, not its messages. */
    static ControllerListener logging() {
        var log = System.getLogger(Controller.class.getName());
        return new ControllerListener() {
            @Override
            public void failed(Ref ref, Throwable cause, int attempt, Duration again) {
                warn("run of " + ref + " failed (" + cause.getClass().getName() + "), attempt " + attempt
                        + ", again in " + again);
            }

            @Override
            public void claimLost(Ref ref) {
                warn("claim on " + ref + " lost, run ended");
            }

            @Override
            public void storeFailed(RuntimeException cause) {
                warn("store failed (" + cause.getClass().getName() + "), trying again");
            }

            private void warn(String message) {
                log.log(System.Logger.Level.WARNING, message);
            }
        };
    }
}
