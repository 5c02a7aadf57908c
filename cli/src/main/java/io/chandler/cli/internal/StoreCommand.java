package io.chandler.cli.internal;

import io.chandler.cli.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What operators do to stores. */
@Command(
        name = "store",
        description = "Copy a broker's store into another one.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "Examples:", "  chandler store copy sqlite:chandler.db postgresql://me@db/chandler"})
public final class StoreCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** With its subcommands. */
    public static CommandSpec of(Environment environment) {
        return CommandSpec.forAnnotatedObject(new StoreCommand())
                .addSubcommand("copy", CommandSpec.forAnnotatedObject(new StoreCopyCommand(environment)));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }
}
