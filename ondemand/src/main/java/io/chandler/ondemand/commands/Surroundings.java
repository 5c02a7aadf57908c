package io.chandler.ondemand.commands;

import java.io.PrintStream;
import java.time.Clock;

/**
 * What a command meets outside of itself.
 *
 * @param platforms how Cloud Controller is reached
 * @param watcher who is told how far a command is; called under a lock, so it must be quick
 */
public record Surroundings(
        PrintStream out, PrintStream err, Clock clock, Pause pause, Platforms platforms, Watcher watcher) {

    /** Follows a command that works on many instances. */
    @FunctionalInterface
    public interface Watcher {

        /** Nobody. */
        Watcher NONE = _ -> {};

        /** Is told of each change. */
        void changed(Tally tally);
    }
}
