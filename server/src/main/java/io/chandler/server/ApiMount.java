package io.chandler.server;

import io.chandler.apiserver.ApiServer;
import io.chandler.apiserver.RecentEvents;
import io.chandler.apiserver.User;
import io.chandler.resources.served.ServedResource;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import io.chandler.server.internal.access.ApiAccess;
import io.chandler.server.internal.access.Delegation;
import io.chandler.server.internal.http.ApiListener;
import io.chandler.server.internal.tls.SelfSigned;
import io.chandler.server.internal.tls.ServerTls;
import io.chandler.server.internal.tls.TlsFiles;
import io.chandler.server.internal.watch.FileWatch;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes-style API on a listener of its own, as the configuration says. Changes of users and certificates take
 * effect while it runs. Thread-safe.
 */
public final class ApiMount implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ApiMount.class.getName());
    private static final String VERSION = "v1";

    private final ApiServer api;
    private final ApiListener listener;
    private final Optional<ServerTls> tls;
    private final FileWatch watch;
    private final String address;
    private final Optional<Delegation> delegation;
    private volatile Configuration configuration;
    private volatile ApiAccess access;
    private volatile @Nullable ServerTls listening;

    private ApiMount(
            Configuration configuration,
            List<? extends ServedResource> resources,
            RecentEvents events,
            Supplier<Boolean> ready,
            Optional<Supplier<String>> metrics,
            Optional<BrokerServer> broker) {
        this.configuration = configuration;
        access = ApiAccess.of(configuration);
        address = configuration.get(Keys.API_ADDRESS);
        delegation = delegation(configuration);
        tls = tls(configuration).map(files -> ServerTls.of(files, configuration.get(Keys.LIMIT_REQUEST_TIME)));
        var group = configuration.get(Keys.API_GROUP);
        delegation.ifPresent(cluster -> events.alsoTell(cluster.events(group + "/" + VERSION)));
        var builder = ApiServer.builder(group, VERSION)
                .events(events)
                .check("store", ready)
                .productVersion(version());
        delegation.ifPresentOrElse(
                cluster -> builder.authenticator(cluster).authorizer(cluster),
                () -> builder.authenticator(request -> access.authenticate(request))
                        .authorizer((user, action) -> access.decide(user, action)));
        metrics.ifPresent(builder::metrics);
        resources.forEach(builder::resource);
        api = builder.build();
        try {
            listener = new ApiListener(
                    address,
                    configuration.get(Keys.API_PORT),
                    tls.map(ServerTls::context),
                    api,
                    broker.map(BrokerServer::listener));
        } catch (RuntimeException e) {
            tls.ifPresent(ServerTls::close);
            delegation.ifPresent(Delegation::close);
            throw e;
        }
        listening = tls.orElse(null);
        watch = FileWatch.start(this::files, this::reload, configuration.get(Keys.RELOAD_INTERVAL));
        LOG.log(Level.INFO, "The API of the group " + group + " is at " + address() + ".");
    }

    /**
     * Begins to listen.
     *
     * @param events where the events of objects are
     * @param ready whether requests can be served
     * @param broker whose requests are taken by the same listener; empty for none
     * @throws ConfigurationException if a file that the configuration names cannot be used
     * @throws java.io.UncheckedIOException if the port cannot be listened on
     */
    public static ApiMount start(
            Configuration configuration,
            List<? extends ServedResource> resources,
            RecentEvents events,
            Supplier<Boolean> ready,
            Optional<BrokerServer> broker) {
        return start(configuration, resources, events, ready, Optional.empty(), broker);
    }

    /**
     * The same, with {@code /metrics} for those who may get that path.
     *
     * @param metrics the figures in the text format of Prometheus; empty where the path is not to be there
     */
    static ApiMount start(
            Configuration configuration,
            List<? extends ServedResource> resources,
            RecentEvents events,
            Supplier<Boolean> ready,
            Optional<Supplier<String>> metrics,
            Optional<BrokerServer> broker) {
        return new ApiMount(configuration, resources, events, ready, metrics, broker);
    }

    private static String version() {
        var version = ApiMount.class.getPackage().getImplementationVersion();
        return version == null ? "0.0.0" : version;
    }

    /** The cluster that decides who may do what, if one does. */
    private Optional<Delegation> delegation(Configuration configuration) {
        if (!configuration.get(Keys.API_DELEGATION)) {
            return Optional.empty();
        }
        var server = configuration.get(Keys.API_DELEGATION_SERVER);
        return Optional.of(Delegation.start(
                new Delegation.Settings(
                        URI.create(server),
                        existing(configuration.get(Keys.API_DELEGATION_TOKEN_FILE)),
                        existing(configuration.get(Keys.API_DELEGATION_CA)),
                        configuration.get(Keys.API_DELEGATION_LOOKUP)),
                this::trust));
    }

    private static Optional<Path> existing(Path file) {
        return Optional.of(file).filter(Files::exists);
    }

    /** Lets client certificates of these authorities through; who their owners are is found out later. */
    private void trust(String authorities) {
        var file = authorities(configuration);
        try {
            if (authorities.isBlank()) {
                Files.deleteIfExists(file);
                return;
            }
            Files.writeString(file, authorities);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The configuration", List.of("data-folder cannot be written: " + file.getParent()));
        }
        var running = listening;
        if (running != null) {
            tls(configuration).ifPresent(running::reload);
        }
    }

    private static Path authorities(Configuration configuration) {
        return configuration.get(Keys.DATA_FOLDER).resolve("api-client-authorities.pem");
    }

    /** The files of TLS; empty for plain HTTP, which is for a loopback address only. */
    private static Optional<TlsFiles> tls(Configuration configuration) {
        var clientCa = configuration.get(Keys.API_DELEGATION)
                ? existing(authorities(configuration))
                : configuration.find(Keys.API_TLS_CLIENT_CA);
        var authentication = clientCa.isPresent() ? "optional" : "none";
        var own = configuration.find(Keys.API_TLS_CERTIFICATE);
        if (own.isPresent()) {
            return Optional.of(
                    new TlsFiles("api.tls", own.get(), configuration.get(Keys.API_TLS_KEY), clientCa, authentication));
        }
        var main = TlsFiles.of(configuration);
        if (main.isPresent()) {
            return main.map(
                    files -> new TlsFiles("api.tls", files.certificate(), files.key(), clientCa, authentication));
        }
        if (loopback(configuration) && clientCa.isEmpty()) {
            return Optional.empty();
        }
        try {
            var pair = SelfSigned.in(configuration.get(Keys.DATA_FOLDER), names(configuration));
            return Optional.of(new TlsFiles("api.tls", pair.certificate(), pair.key(), clientCa, authentication));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The configuration",
                    List.of("data-folder cannot be written: " + configuration.get(Keys.DATA_FOLDER)
                            + "; it is needed for a certificate, unless api.tls.certificate is set"));
        }
    }

    private static boolean loopback(Configuration configuration) {
        try {
            return InetAddress.getByName(configuration.get(Keys.API_ADDRESS)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    "The configuration", List.of("api.address must be an address of this host"));
        }
    }

    private static List<String> names(Configuration configuration) {
        var names = new LinkedHashSet<String>();
        try {
            var host = InetAddress.getLocalHost();
            names.add(host.getHostName());
            names.add(host.getHostAddress());
            var listening = InetAddress.getByName(configuration.get(Keys.API_ADDRESS));
            if (!listening.isAnyLocalAddress()) {
                names.add(listening.getHostAddress());
            }
        } catch (UnknownHostException e) {
            // It is known by its local names then.
        }
        names.removeIf(name -> !name.matches("[A-Za-z0-9.:-]+"));
        return List.copyOf(names);
    }

    private List<Path> files() {
        var files = new ArrayList<>(access.files());
        if (tls.isPresent()) {
            tls(configuration).ifPresent(each -> files.addAll(each.all()));
        }
        configuration.file().ifPresent(files::add);
        return files;
    }

    private void reload() {
        try {
            var read = configuration.readAgain();
            var now = ApiAccess.of(read);
            if (tls.isPresent()) {
                tls(read).ifPresent(tls.get()::reload);
            }
            access = now;
            configuration = read;
        } catch (ConfigurationException e) {
            LOG.log(Level.ERROR, "Changed files were not taken over for the API. " + e.getMessage());
        }
    }

    /** Where the API listens. */
    public URI address() {
        var host = address.equals("0.0.0.0") ? "127.0.0.1" : address.contains(":") ? "[" + address + "]" : address;
        return URI.create((tls.isPresent() ? "https" : "http") + "://" + host + ":" + listener.port());
    }

    /** The API, for callers inside this process; see {@link ApiServer#handleAs(User, io.chandler.apiserver.ApiRequest)}. */
    public ApiServer api() {
        return api;
    }

    /**
     * Refuses new requests, ends watches and waits for what runs.
     *
     * @return whether all ended within the deadline
     */
    public boolean drain(Duration deadline) {
        return listener.drain(deadline);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        watch.close();
        listener.close();
        tls.ifPresent(ServerTls::close);
        delegation.ifPresent(Delegation::close);
    }
}
