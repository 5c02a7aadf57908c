package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.server.Chandler;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies the store of a broker that may be running. */
@Command(
        name = "backup",
        description = {
            "Copy the broker's store to a new file, while the broker runs or not.",
            "",
            "The encryption keys are not in the copy; keep them too, and elsewhere."
        },
        footer = {"", "Examples:", "  chandler backup --config chandler.yml backups/2026-11-21.db"})
public final class BackupCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the broker, in YAML.")
    @Nullable
    Path file;

    @Parameters(index = "0", paramLabel = "TARGET", description = "The file to write; it must not exist yet.")
    Path target = Path.of("");

    public BackupCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var configuration = file == null ? Configurations.parse(environment) : Configurations.read(environment, file);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure(
                    ExitCodes.USAGE, target + " is there already; a backup does not replace a file. Name another.");
        }
        try {
            Chandler.backup(configuration, target);
        } catch (StoreOpenException | StoreException e) {
            throw new CommandFailure(ExitCodes.FAILED, Text.sentence(String.valueOf(e.getMessage())));
        }
        environment.out().println("Copied to " + target + ".");
        return ExitCodes.OK;
    }
}
