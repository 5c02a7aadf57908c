package io.chandler.cli;

import io.chandler.cli.internal.Commands;
import io.chandler.cli.internal.Environment;
import io.chandler.cli.internal.QuickServe;

/** The command {@code chandler}. */
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with one of {@link ExitCodes}. */
    public static void main(String... arguments) {
        var environment = Environment.system();
        System.exit(QuickServe.run(environment, arguments).orElseGet(() -> Commands.run(environment, arguments)));
    }
}
