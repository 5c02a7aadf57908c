package io.chandler.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command of another module. */
public final class GreetingProvider implements CommandProvider {

    /** Greets, or fails. */
    @Command(name = "greet", description = "Greet somebody.", hidden = true)
    public static final class Greeting implements Callable<Integer> {
        @Parameters(index = "0")
        String name;

        @Spec
        CommandSpec spec;

        @Override
        public Integer call() {
            if (name.equals("nobody")) {
                throw new CommandFailure(ExitCodes.NOT_FOUND, "There is nobody to greet.");
            }
            spec.commandLine().getOut().println("Hello " + name);
            return 0;
        }
    }

    @Override
    public Object command() {
        return new Greeting();
    }
}
