package io.chandler.cli.ondemand;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.testkit.director.DirectorProgram;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates a BOSH director. */
@Command(
        name = "director",
        description = {
            "Simulate a BOSH director, for authors of service adapters who have none at hand.",
            "",
            "A real HTTPS server that speaks the director's API and deploys nothing; it runs until Ctrl-C. It writes bosh.yml, "
                    + "the section of the broker's configuration that leads to it."
        },
        footer = {
            "",
            "Examples:",
            "  chandler director",
            "  chandler director --port 25555 --folder director --workers 5 --task-time 2s",
            "  chandler director --uaa",
        })
final class DirectorCommand implements Callable<Integer> {

    @Option(names = "--port", paramLabel = "N", description = "The port (any that is free).")
    int port;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the state is kept from one start to the next (in memory).")
    @Nullable
    Path folder;

    @Option(names = "--user", paramLabel = "NAME", description = "The user, or with --uaa the client (admin).")
    String user = "admin";

    @Option(
            names = "--password",
            paramLabel = "WORD",
            description = "The password, or the secret (admin); it guards nothing.")
    String password = "admin";

    @Option(
            names = "--uaa",
            description = "Want tokens of a UAA, which starts beside the director, in place of basic authentication.")
    boolean uaa;

    @Option(names = "--workers", paramLabel = "N", description = "How many tasks run at once (3).")
    int workers = 3;

    @Option(names = "--task-time", paramLabel = "TIME", description = "How long a task takes (100ms).")
    String taskTime = "100ms";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var time = Times.parse(taskTime)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--task-time must be a time such as 100ms, 2s or 1m"));
        try {
            DirectorProgram.run(
                    uaa ? DirectorProgram.Access.UAA : DirectorProgram.Access.BASIC,
                    settings -> {
                        settings.port(port).workers(workers).taskTime(time).credentials(user, password);
                        if (folder != null) {
                            settings.folder(folder);
                        }
                    },
                    System.out);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(ExitCodes.FAILED, String.valueOf(e.getMessage()));
        }
        return ExitCodes.OK;
    }
}
