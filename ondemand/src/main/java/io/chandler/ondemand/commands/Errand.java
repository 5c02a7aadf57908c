package io.chandler.ondemand.commands;

import java.util.List;

/** One of the commands that operators and BOSH run. */
interface Errand {

    /** The flags that it takes. */
    Flags flags();

    /**
     * Runs.
     *
     * @return the exit code
     * @throws Failure if it cannot be done
     */
    int run(Flags flags, Surroundings surroundings) throws InterruptedException;

    /** Reads a command line and runs; a mistake in it ends with 2. */
    default int run(List<String> arguments, Surroundings surroundings) throws InterruptedException {
        var flags = flags();
        return switch (flags.read(arguments, surroundings.err())) {
            case Flags.Outcome.End(int exitCode) -> exitCode;
            case Flags.Outcome.Read _ -> run(flags, surroundings);
        };
    }
}
