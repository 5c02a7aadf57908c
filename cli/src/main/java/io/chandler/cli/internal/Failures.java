package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;

/** Tells the user why a command has ended. */
final class Failures {

    private Failures() {}

    /** Writes a sentence and returns the exit code. */
    static int report(Environment environment, Exception e) {
        var err = environment.err();
        if (e instanceof CommandFailure failure) {
            err.println("chandler: " + failure.sentence());
            return failure.exitCode();
        }
        if (e instanceof InterruptedException) {
            return ExitCodes.INTERRUPTED;
        }
        err.println("chandler: a mistake of its own has stopped the command ("
                + e.getClass().getSimpleName() + "). With CHANDLER_DEBUG=1 it tells where.");
        if (environment.variable("CHANDLER_DEBUG").isPresent()) {
            e.printStackTrace(err);
        }
        return ExitCodes.INTERNAL;
    }
}
