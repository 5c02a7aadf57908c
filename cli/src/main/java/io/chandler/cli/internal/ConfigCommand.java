package io.chandler.cli.internal;

import io.chandler.cli.ExitCodes;
import io.chandler.server.configuration.Configuration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the configuration of a broker. */
@Command(
        name = "config",
        description = {
            "Show the settings that are in effect and where each comes from, without secrets.",
            "",
            "Without --config: the defaults and what the environment says. The exit code is 2 where something is wrong, "
                    + "and all mistakes are told."
        },
        footer = {"", "Examples:", "  chandler config --config chandler.yml", "  chandler config reference"})
public final class ConfigCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the broker, in YAML.")
    @Nullable
    Path file;

    public ConfigCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var configuration = file == null ? Configurations.parse(environment) : Configurations.read(environment, file);
        environment.out().print(configuration.effective());
        environment.out().flush();
        return ExitCodes.OK;
    }

    @Command(
            name = "reference",
            description = "Print the page that describes all settings, in Markdown.",
            footer = {"", "Examples:", "  chandler config reference > configuration.md"})
    int reference() {
        environment.out().print(Configuration.manual());
        environment.out().flush();
        return ExitCodes.OK;
    }
}
