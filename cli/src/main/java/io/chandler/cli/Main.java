package io.chandler.cli;

import io.chandler.cli.internal.Commands;
import io.chandler.cli.internal.Environment;

/** The command {@code chandler}. */
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with one of {@link ExitCodes}. */
    public static void main(String... arguments) {
        // Libraries that log through SLF4J have nothing to tell the user of a command.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(Commands.run(Environment.system(), arguments));
    }
}
