package io.chandler.cli.internal;

import io.chandler.cli.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Begins a project. */
@Command(name = "new", description = "Begin a project.")
public final class NewCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    private NewCommand() {}

    /** With its subcommands. */
    public static CommandSpec spec(Environment environment) {
        return CommandSpec.forAnnotatedObject(new NewCommand())
                .addSubcommand("broker", CommandSpec.forAnnotatedObject(new NewBrokerCommand(environment)));
    }

    @Override
    public Integer call() {
        var line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCodes.USAGE;
    }
}
