package io.chandler.cli.internal;

import io.chandler.broker.catalog.CatalogException;
import io.chandler.broker.secrets.KeyringException;
import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.resources.StoreOpenException;
import io.chandler.server.Chandler;
import io.chandler.server.RunningBroker;
import io.chandler.server.configuration.ConfigurationException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a broker until it is told to end. */
@Command(
        name = "serve",
        description = {
            "Serve a broker until the process is told to end (TERM or Ctrl-C).",
            "",
            "The services that the catalog names must be on the class path; CHANDLER_CLASS_PATH adds jars to it.",
            "Without --config everything is said by the environment."
        },
        footer = {
            "",
            "Examples:",
            "  chandler serve --config chandler.yml",
            "  CHANDLER_CLASS_PATH=my-service.jar chandler serve --config chandler.yml",
            "  chandler serve --config chandler.yml --without-credentials",
        })
public final class ServeCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the broker, in YAML.")
    @Nullable
    Path file;

    @Option(
            names = "--without-credentials",
            description = "Let everybody in where no users are configured; only on the loopback address.")
    boolean withoutCredentials;

    public ServeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        start().await();
        return ExitCodes.OK;
    }

    private RunningBroker start() {
        try {
            var chandler = Chandler.configuration(
                    file == null ? Configurations.parse(environment) : Configurations.read(environment, file));
            return (withoutCredentials ? chandler.withoutCredentials() : chandler).start();
        } catch (ConfigurationException | CatalogException | KeyringException e) {
            throw new CommandFailure(ExitCodes.USAGE, String.valueOf(e.getMessage()));
        } catch (StoreOpenException | UncheckedIOException | IllegalStateException e) {
            var cause = e.getCause();
            var reason = cause == null ? "" : ": " + cause.getMessage();
            throw new CommandFailure(ExitCodes.FAILED, Text.sentence(e.getMessage() + reason));
        }
    }
}
