package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Reads the configuration of a broker for a command. */
final class Configurations {

    private Configurations() {}

    static Configuration read(Environment environment, Path file) {
        return warned(environment, checked(() -> Configuration.read(file, environment.variables())));
    }

    /** What holds without a file. */
    static Configuration parse(Environment environment) {
        return warned(environment, checked(() -> Configuration.parse("", Path.of(""), environment.variables())));
    }

    private static Configuration checked(Supplier<Configuration> reading) {
        try {
            return reading.get();
        } catch (ConfigurationException e) {
            throw new CommandFailure(ExitCodes.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static Configuration warned(Environment environment, Configuration configuration) {
        configuration.warnings().forEach(warning -> environment.err().println("Warning: " + Text.sentence(warning)));
        return configuration;
    }
}
