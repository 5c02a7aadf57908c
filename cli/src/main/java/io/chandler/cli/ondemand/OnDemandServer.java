package io.chandler.cli.ondemand;

import io.chandler.ondemand.broker.OnDemandBroker;
import io.chandler.ondemand.broker.OnDemandEndpoint;
import io.chandler.ondemand.commands.Flags;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Compatibility;
import io.chandler.ondemand.configuration.ConfigurationException;
import io.chandler.ondemand.configuration.ConfigurationFile;
import io.chandler.ondemand.management.ManagementHandler;
import io.chandler.osb.EndpointSettings;
import io.chandler.server.GracefulEnd;
import io.chandler.server.HandlerServer;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * {@code on-demand-service-broker}: reads the configuration, looks at its neighbours, listens, and ends in good order on
 * TERM and INT. Thread-safe.
 */
public final class OnDemandServer implements AutoCloseable {

    private static final String NAME = "on-demand-service-broker";

    /** Where the broker listens: on all interfaces. */
    private static final String EVERYWHERE = "0.0.0.0";

    private final HandlerServer server;
    private final OnDemandBroker broker;
    private final Surrounding surrounding;
    private final ServerLog log;
    private final Duration patience;
    private final CountDownLatch ended = new CountDownLatch(1);

    private OnDemandServer(
            HandlerServer server, OnDemandBroker broker, Surrounding surrounding, ServerLog log, Duration patience) {
        this.server = server;
        this.broker = broker;
        this.surrounding = surrounding;
        this.log = log;
        this.patience = patience;
    }

    /** Runs the broker until the process is told to end; the exit code if it cannot start. */
    static int run(List<String> arguments, PrintStream out, PrintStream err, Clock clock) throws InterruptedException {
        var flags = new Flags(NAME).text("configFilePath", "path to the broker config file");
        if (flags.read(arguments, err) instanceof Flags.Outcome.End(int exitCode)) {
            return exitCode;
        }
        var log = new ServerLog(out, clock);
        LibraryLogs.into(log);
        log.line("Starting broker");
        if (flags.text("configFilePath").isEmpty()) {
            log.line("must supply -configFilePath");
            return 1;
        }
        try {
            var file = Path.of(flags.text("configFilePath"));
            var running = GracefulEnd.start(() -> start(file, System.getenv(), log, clock), OnDemandServer::ended);
            running.await();
            return 0;
        } catch (StartFailure e) {
            log.line(e.line());
            return 1;
        }
    }

    /**
     * Starts the broker.
     *
     * @throws StartFailure if it cannot
     */
    static OnDemandServer start(Path file, Map<String, String> environment, ServerLog log, Clock clock) {
        var configuration = read(file, environment);
        certificate(configuration, clock);
        var surrounding = Surrounding.enter(configuration, environment, log);
        try {
            var broker = new OnDemandBroker(configuration, surrounding.neighbours(), clock);
            try {
                var name = ConfigurationName.of(file, configuration.adapter().path());
                var server = listen(configuration, broker, name, log, clock);
                log.line("Listening on :" + server.port());
                return new OnDemandServer(
                        server,
                        broker,
                        surrounding,
                        log,
                        Duration.ofSeconds(configuration.broker().shutdownTimeoutInSeconds()));
            } catch (RuntimeException e) {
                broker.close();
                throw e;
            }
        } catch (RuntimeException e) {
            surrounding.close();
            throw e;
        }
    }

    private static Configuration read(Path file, Map<String, String> environment) {
        try {
            return ConfigurationFile.read(file, environment);
        } catch (ConfigurationException e) {
            throw new StartFailure("error parsing config: " + e.getMessage());
        }
    }

    private static void certificate(Configuration configuration, Clock clock) {
        configuration
                .broker()
                .tls()
                .flatMap(tls -> ServerCertificate.problem(tls, clock.instant()))
                .ifPresent(problem -> {
                    throw new StartFailure("error starting broker: " + problem);
                });
    }

    private static HandlerServer listen(
            Configuration configuration, OnDemandBroker broker, String name, ServerLog log, Clock clock) {
        var section = configuration.broker();
        var endpoint = new OnDemandEndpoint(
                broker,
                EndpointSettings.defaults().withStatusForMissingVersion(412).withListener(new SupportLog(log)),
                clock,
                log::write);
        var management = new ManagementHandler(broker.operations());
        var handler = new OnDemandHandler(
                request -> endpoint.handle(request, section.username()),
                management::handle,
                section.username(),
                section.password(),
                section.compatibility() == Compatibility.SPECIFICATION,
                name,
                log,
                clock);
        if (section.startupBanner()) {
            log.write(Banner.TEXT);
        }
        broker.started();
        var tls = section.tls()
                .map(files -> new HandlerServer.Tls(Path.of(files.certificateFile()), Path.of(files.keyFile())));
        try {
            return HandlerServer.start(new HandlerServer.Settings(EVERYWHERE, section.port(), tls), handler);
        } catch (IllegalArgumentException e) {
            throw new StartFailure("error starting broker: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw new StartFailure("error starting broker: listen tcp :" + section.port() + ": bind: "
                    + Optional.ofNullable(e.getCause())
                            .map(Throwable::getMessage)
                            .orElse("it cannot be listened on")
                            .toLowerCase(Locale.ROOT));
        }
    }

    /** Where the broker listens. */
    int port() {
        return server.port();
    }

    private static boolean ended(OnDemandServer running) {
        running.close();
        return true;
    }

    private void await() throws InterruptedException {
        ended.await();
    }

    /** Lets requests end, as long as the configuration allows, and stops. */
    @Override
    public void close() {
        log.line("Broker shutting down on signal (timeout " + patience.toSeconds() + " secs)...");
        boolean drained = server.drain(patience);
        server.close();
        broker.close();
        surrounding.close();
        log.line(
                drained
                        ? "Server gracefully shut down"
                        : "Error gracefully shutting down server: context deadline exceeded");
        ended.countDown();
    }
}
