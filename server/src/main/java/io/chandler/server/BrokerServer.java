package io.chandler.server;

import io.chandler.osb.ApiVersion;
import io.chandler.osb.Call;
import io.chandler.osb.Caller;
import io.chandler.osb.Catalog;
import io.chandler.osb.Endpoint;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.ServiceBroker;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import io.chandler.server.internal.access.Access;
import io.chandler.server.internal.http.Listener;
import io.chandler.server.internal.log.RequestLog;
import io.chandler.server.internal.metrics.Metrics;
import io.chandler.server.internal.tls.ServerTls;
import io.chandler.server.internal.watch.FileWatch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Any {@link ServiceBroker} behind an HTTP listener: TLS, authentication, platforms, limits, health, metrics and logs
 * as the configuration says. Changes of users, passwords and certificates take effect while it runs. Thread-safe.
 *
 * <p>It answers {@code /live} and {@code /ready} to everybody, {@code /metrics} as configured, and the Open Service
 * Broker API below the path of each platform.
 */
public final class BrokerServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BrokerServer.class.getName());
    private static final String LOOPBACK = "127.0.0.1";

    private final boolean withoutCredentials;
    private final Metrics metrics;
    private final Optional<ServerTls> tls;
    private final Listener listener;
    private final FileWatch watch;
    private final String address;
    private volatile Configuration configuration;
    private volatile Access access;

    private BrokerServer(Builder builder) {
        configuration = builder.configuration;
        withoutCredentials = builder.withoutCredentials;
        metrics = builder.metrics.orElseGet(() -> new Metrics(catalog(builder.broker)));
        access = Access.of(configuration, withoutCredentials);
        tls = ServerTls.of(configuration);
        address = access.open() ? LOOPBACK : configuration.get(Keys.ADDRESS);
        var endpoint = new Endpoint(builder.broker, endpointSettings());
        try {
            listener = new Listener(
                    configuration,
                    address,
                    endpoint,
                    () -> access,
                    builder.problem,
                    metrics,
                    tls.map(ServerTls::context));
        } catch (RuntimeException e) {
            tls.ifPresent(ServerTls::close);
            throw e;
        }
        metrics.gauge("chandler.requests.running", "Requests that are being answered", listener::running);
        watch = FileWatch.start(this::files, this::reload, configuration.get(Keys.RELOAD_INTERVAL));
        LOG.log(System.Logger.Level.INFO, "Listening on " + address() + " for " + access.describe() + ".");
    }

    private EndpointSettings endpointSettings() {
        var log = new RequestLog(configuration.get(Keys.LOG_AUDIT));
        return EndpointSettings.defaults()
                .withStatusForMissingVersion(Integer.parseInt(configuration.get(Keys.COMPATIBILITY_VERSION)))
                .withStatusForFinishedDelete(Integer.parseInt(configuration.get(Keys.COMPATIBILITY_DELETE)))
                .withMaximumBodyBytes(configuration.get(Keys.LIMIT_BODY))
                .withMaximumJsonDepth(configuration.get(Keys.LIMIT_JSON_DEPTH))
                .withStrictOriginatingIdentity(configuration.get(Keys.COMPATIBILITY_IDENTITY))
                .withListener((Call call) -> {
                    metrics.answered(call);
                    log.answered(call);
                });
    }

    /** The catalog as the default platform sees it. */
    static Supplier<Catalog> catalog(ServiceBroker broker) {
        var caller = new Caller(
                Access.DEFAULT_PLATFORM, Access.ANYBODY, ApiVersion.CURRENT, Optional.empty(), Optional.empty());
        return () -> broker.catalog(caller).catalog();
    }

    /** A server for the broker. */
    public static Builder builder(Configuration configuration, ServiceBroker broker) {
        return new Builder(configuration, broker);
    }

    /** Where the server listens, without the path of a platform. */
    public URI address() {
        var host = address.equals("0.0.0.0") ? LOOPBACK : address.contains(":") ? "[" + address + "]" : address;
        return URI.create((tls.isPresent() ? "https" : "http") + "://" + host + ":" + listener.port());
    }

    /** For another listener that takes the broker's requests too. */
    Listener listener() {
        return listener;
    }

    private List<Path> files() {
        var files = new ArrayList<>(access.files());
        files.addAll(ServerTls.files(configuration));
        configuration.file().ifPresent(files::add);
        return files;
    }

    private void reload() {
        try {
            var read = configuration.readAgain();
            var now = Access.of(read, withoutCredentials);
            if (now.open() != access.open()) {
                throw new ConfigurationException(
                        "The configuration", List.of("users must not begin or cease to exist while the broker runs"));
            }
            tls.ifPresent(listening -> listening.reload(read));
            var restart = read.needRestart(configuration);
            access = now;
            configuration = read;
            LOG.log(System.Logger.Level.INFO, "Users, platforms and certificates were read again.");
            if (!restart.isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Changes that need a restart: " + String.join(", ", restart) + ".");
            }
        } catch (ConfigurationException e) {
            LOG.log(System.Logger.Level.ERROR, "Changed files were not taken over. " + e.getMessage());
        }
    }

    /**
     * Refuses new requests, with 503 what reads and with 429 what would change something, and waits for those that run.
     *
     * @return whether all of them ended within the deadline
     */
    public boolean drain(Duration deadline) {
        return listener.drain(deadline);
    }

    /** Closes all connections; requests that still run are cut off. */
    @Override
    public void close() {
        watch.close();
        listener.close();
        tls.ifPresent(ServerTls::close);
        metrics.close();
    }

    /** Collects what a server needs. Not thread-safe. */
    public static final class Builder {

        private final Configuration configuration;
        private final ServiceBroker broker;
        private Supplier<Optional<String>> problem = Optional::empty;
        private Optional<Metrics> metrics = Optional.empty();
        private boolean withoutCredentials;

        private Builder(Configuration configuration, ServiceBroker broker) {
            this.configuration = configuration;
            this.broker = broker;
        }

        /**
         * What {@code /ready} asks: a sentence that says why requests cannot be served now, or nothing where they
         * can. It is shown to everybody who can reach the server.
         */
        public Builder readiness(Supplier<Optional<String>> problem) {
            this.problem = problem;
            return this;
        }

        /** Lets everybody in where no users are configured, and then listens on the loopback address only. */
        public Builder withoutCredentials() {
            this.withoutCredentials = true;
            return this;
        }

        /** Where to count. */
        Builder metrics(Metrics shared) {
            this.metrics = Optional.of(shared);
            return this;
        }

        /**
         * Starts to listen.
         *
         * @throws ConfigurationException if there are no users, or a file that the configuration names cannot be used
         * @throws java.io.UncheckedIOException if the port cannot be listened on
         */
        public BrokerServer start() {
            return new BrokerServer(this);
        }
    }
}
