package io.chandler.server;

import io.chandler.apiserver.RecentEvents;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogException;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.engine.ManagedBroker;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import io.chandler.server.configuration.internal.Node;
import io.chandler.server.internal.access.Access;
import io.chandler.server.internal.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts a broker together from its configuration. */
final class Assembly {

    private static final System.Logger LOG = System.getLogger(Assembly.class.getName());

    private final Configuration configuration;
    private final Map<String, Service> given;
    private final boolean withoutCredentials;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Assembly(Configuration configuration, Map<String, Service> services, boolean withoutCredentials) {
        this.configuration = configuration;
        this.given = Map.copyOf(services);
        this.withoutCredentials = withoutCredentials;
    }

    /** Starts everything, or closes what was opened and throws. */
    RunningBroker start() {
        try {
            return assemble();
        } catch (RuntimeException e) {
            for (var open : opened.reversed()) {
                try {
                    open.close();
                } catch (Exception suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw e;
        }
    }

    private RunningBroker assemble() {
        configuration.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        var _ = Access.of(configuration, withoutCredentials); // Without users nothing is begun.
        var catalogFile = configuration
                .find(Keys.CATALOG)
                .orElseThrow(() -> mistake("catalog must name the YAML file of the catalog"));
        var catalog = opened(CatalogSource.watching(catalogFile, configuration.get(Keys.RELOAD_INTERVAL)));
        var factories = factories(catalog);
        createDataFolder();
        var location = storeLocation(configuration);
        var factory = StoreFactory.of(location);
        var keyring = KeyringOpening.open(configuration, factory.isNew(location));
        var store = opened(factory.openResources(location));
        var services = services(factories); // Not before the store is this process's own: a service may own a backend.
        var metrics = new Metrics(() -> catalog.current().catalog());
        var builder = ManagedBroker.builder()
                .catalog(catalog)
                .stores(store)
                .keyring(keyring)
                .settings(engineSettings())
                .listener(new EngineListener(metrics));
        services.forEach(builder::service);
        var broker = builder.build();
        metrics.gauge("chandler.operations.running", "Operations that run in this process", broker::running);
        metrics.gauge("chandler.operations.pending", "Operations that have not ended", broker::pending);
        metrics.gauge("chandler.store.writes", "Writes since the start", store::writes);
        broker.start();
        opened(broker);
        var server =
                BrokerServer.builder(configuration, broker).metrics(metrics).readiness(() -> problem(store));
        var listening = (withoutCredentials ? server.withoutCredentials() : server).start();
        opened(listening);
        var api = api(listening, broker, store, metrics);
        var others = new ArrayList<AutoCloseable>();
        others.add(catalog);
        services.values().stream()
                .filter(AutoCloseable.class::isInstance)
                .map(AutoCloseable.class::cast)
                .forEach(others::add);
        return new RunningBroker(listening, api, broker, store, others, configuration.get(Keys.SHUTDOWN_DEADLINE));
    }

    /** The Kubernetes-style API over the broker's objects, where it is wanted. */
    private Optional<ApiMount> api(BrokerServer server, ManagedBroker broker, ResourceStores store, Metrics metrics) {
        if (!configuration.get(Keys.API_ENABLED)) {
            return Optional.empty();
        }
        var events = new RecentEvents();
        broker.tell(events);
        var platforms = configuration.get(Keys.PLATFORMS).stream()
                .map(platform -> platform.get(Keys.PLATFORM_NAME))
                .collect(Collectors.toSet());
        var resources =
                broker.servedResources(platforms.isEmpty() ? Set.of(Access.DEFAULT_PLATFORM) : Set.copyOf(platforms));
        var mounted = opened(ApiMount.start(
                configuration,
                resources,
                events,
                () -> problem(store).isEmpty(),
                configuration.get(Keys.METRICS_ACCESS).equals("off") ? Optional.empty() : Optional.of(metrics::scrape),
                configuration.get(Keys.API_WITH_BROKER) ? Optional.of(server) : Optional.empty()));
        metrics.gauge("chandler.api.watches", "Watches of clients of the API", mounted.api()::watching);
        return Optional.of(mounted);
    }

    private <C extends AutoCloseable> C opened(C closeable) {
        opened.add(closeable);
        return closeable;
    }

    private static Optional<String> problem(ResourceStores store) {
        try {
            store.ping();
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of("The store cannot be written.");
        }
    }

    // ---- Services --------------------------------------------------------------------------------------------------

    /**
     * The factories of those services that were not given and that the catalog names, or the configuration alone: what an
     * offering left behind that was taken out of the catalog.
     */
    private List<ServiceFactory> factories(CatalogSource catalog) {
        var known = new HashMap<String, ServiceFactory>();
        ServiceLoader.load(ServiceFactory.class).forEach(factory -> known.put(factory.name(), factory));
        var needed = new ArrayList<ServiceFactory>();
        var names = new HashSet<>(given.keySet());
        var mistakes = new ArrayList<String>();
        for (var name : catalog.current().services()) {
            if (names.add(name)) {
                var factory = known.get(name);
                if (factory == null) {
                    mistakes.add("the catalog needs a service named \"" + name + "\": " + known(known));
                } else {
                    needed.add(factory);
                }
            }
        }
        for (var name : configuration.get(Keys.SERVICES).keySet()) {
            if (names.add(name)) {
                var factory = known.get(name);
                if (factory == null) {
                    mistakes.add("services." + name + " is no service: " + known(known));
                } else {
                    needed.add(factory);
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException("The configuration", mistakes);
        }
        catalog.demand(definition -> {
            warnOfUnoffered(names, definition.services());
            return definition.services().stream()
                    .filter(name -> !names.contains(name))
                    .map(name -> "services: there is no service named \"" + name + "\"")
                    .toList();
        });
        return needed;
    }

    /** Says how instances of an offering that left the catalog stay manageable: by a service of the next start too. */
    private void warnOfUnoffered(Set<String> services, Collection<String> offered) {
        services.stream()
                .filter(name -> !offered.contains(name) && !given.containsKey(name))
                .sorted()
                .forEach(name -> LOG.log(
                        Level.WARNING,
                        "No offering of the catalog has the service \"{0}\" any longer. Keep services.{0} in the"
                                + " configuration, empty if need be, until its instances are deleted: without it they"
                                + " cannot be managed after the next start.",
                        name));
    }

    private Map<String, Service> services(List<ServiceFactory> factories) {
        var services = new HashMap<String, Service>(given);
        factories.forEach(factory -> services.put(factory.name(), create(factory)));
        return services;
    }

    private static String known(Map<String, ServiceFactory> factories) {
        return factories.isEmpty()
                ? "there is no service on the class path"
                : "on the class path are "
                        + String.join(", ", factories.keySet().stream().sorted().toList());
    }

    private Service create(ServiceFactory factory) {
        var mapping = configuration.get(Keys.SERVICES).getOrDefault(factory.name(), new Node.Mapping(List.of(), 0));
        var settings = new ServiceSettings(
                "services." + factory.name(),
                mapping,
                configuration.environment(),
                configuration.folder(),
                configuration.get(Keys.DATA_FOLDER));
        try {
            var service = factory.create(settings);
            if (service instanceof AutoCloseable closeable) {
                opened.add(closeable);
            }
            settings.refuseUnknown();
            return service;
        } catch (ConfigurationException | CatalogException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the service \"" + factory.name() + "\" could not be started", e);
        }
    }

    // ---- Settings --------------------------------------------------------------------------------------------------

    /** Where the store is. */
    static StoreLocation storeLocation(Configuration configuration) {
        return new StoreLocation(
                configuration.get(Keys.STORE),
                configuration.get(Keys.DATA_FOLDER),
                configuration.find(Keys.STORE_USER),
                configuration
                        .find(Keys.STORE_PASSWORD)
                        .or(() -> configuration.find(Keys.STORE_PASSWORD_FILE).map(Assembly::firstLine)));
    }

    private static String firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw mistake("store.password-file cannot be read: " + file);
        }
    }

    private void createDataFolder() {
        var folder = configuration.get(Keys.DATA_FOLDER);
        try {
            if (!Files.isDirectory(folder)) {
                var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
                Files.createDirectories(folder, onlyOwner);
            }
        } catch (IOException e) {
            throw mistake("data-folder cannot be created: " + folder);
        }
    }

    private EngineSettings engineSettings() {
        return new EngineSettings(
                configuration.find(Keys.ENGINE_REPLICA).orElseGet(Assembly::hostName),
                configuration.get(Keys.ENGINE_WORKERS),
                configuration.get(Keys.ENGINE_CLAIM),
                configuration.get(Keys.ENGINE_RETRY_FIRST),
                configuration.get(Keys.ENGINE_RETRY_LONGEST),
                configuration.get(Keys.ENGINE_DEADLINE),
                configuration.get(Keys.ENGINE_SYNCHRONOUS),
                configuration.get(Keys.ENGINE_RETENTION),
                configuration.get(Keys.ENGINE_HISTORY),
                configuration.get(Keys.ENGINE_CASCADE));
    }

    private static String hostName() {
        var name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "chandler";
        }
    }

    private static ConfigurationException mistake(String what) {
        return new ConfigurationException("The configuration", List.of(what));
    }
}
