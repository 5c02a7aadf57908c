package io.chandler.server;

import io.chandler.broker.Service;
import io.chandler.broker.engine.History;
import io.chandler.resources.store.StoreFactory;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import io.chandler.server.internal.log.Logging;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Begins a broker: {@code Chandler.broker(Path.of("catalog.yml")).service("postgres", new Databases()).start()}. What
 * is not said here is read from the environment ({@code CHANDLER_USER}, {@code CHANDLER_PASSWORD}, {@code
 * CHANDLER_SERVER_PORT} and so on, as the configuration's manual says), else it has the manual's default.
 */
public final class Chandler {

    private final Map<String, Service> services = new HashMap<>();
    private Configuration configuration;
    private boolean withoutCredentials;

    private Chandler(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * A broker with this catalog and otherwise the defaults.
     *
     * @throws ConfigurationException if the environment has mistakes
     */
    public static Chandler broker(Path catalog) {
        var folder = Path.of("").toAbsolutePath();
        return new Chandler(
                Configuration.parse("", folder, System.getenv()).with(Keys.CATALOG, folder.resolve(catalog)));
    }

    /** A broker with this configuration file. @throws ConfigurationException with all its mistakes */
    public static Chandler configuration(Path file) {
        return new Chandler(Configuration.read(file));
    }

    /** A broker with this configuration. */
    public static Chandler configuration(Configuration configuration) {
        return new Chandler(configuration);
    }

    /**
     * Copies the store that a configuration names to a new file; the broker may be running.
     *
     * @throws io.chandler.resources.StoreOpenException if there is no store, or the target exists
     */
    public static void backup(Configuration configuration, Path target) {
        var location = Assembly.storeLocation(configuration);
        StoreFactory.of(location).backup(location, target);
    }

    /**
     * Asks the store that a configuration names what instances and bindings went through; the broker may be running.
     *
     * @param question must have read what it wants when it returns
     * @throws io.chandler.resources.StoreOpenException if there is no store
     */
    public static <T> T history(Configuration configuration, Function<History, T> question) {
        var location = Assembly.storeLocation(configuration);
        try (var store = StoreFactory.of(location).openResourcesReadOnly(location)) {
            return question.apply(History.of(store));
        }
    }

    /** The service behind offerings of this service name; it wins over one that a {@link ServiceFactory} makes. */
    public Chandler service(String name, Service service) {
        services.put(name, service);
        return this;
    }

    /** One more user who may use the broker. */
    public Chandler user(String name, String password) {
        configuration = configuration.withUser(name, password);
        return this;
    }

    /** The port to listen on, unless file or environment say another; 0 for any that is free. */
    public Chandler port(int port) {
        configuration = configuration.with(Keys.PORT, port);
        return this;
    }

    /** The folder of the store and the keys, unless file or environment say another. */
    public Chandler dataFolder(Path folder) {
        configuration = configuration.with(Keys.DATA_FOLDER, folder.toAbsolutePath());
        return this;
    }

    /** Lets everybody in where no users are configured, and then listens on the loopback address only. */
    public Chandler withoutCredentials() {
        withoutCredentials = true;
        return this;
    }

    /**
     * Starts the broker. The process lives on until the broker is closed or the process is told to end (TERM, Ctrl-C):
     * then the broker ends gracefully and the exit code is 0.
     *
     * @throws ConfigurationException if the configuration or the catalog has mistakes, or no users are configured
     * @throws IllegalStateException if the keys do not fit the store, or an offering has no service
     */
    public RunningBroker start() {
        Logging.start(configuration);
        var running =
                GracefulEnd.start(new Assembly(configuration, services, withoutCredentials)::start, Chandler::ended);
        // Keeps the process alive.
        Thread.ofPlatform().name("chandler").start(() -> {
            try {
                running.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return running;
    }

    /** Ends a broker with its process; false if it has ended already. */
    private static boolean ended(RunningBroker running) {
        if (running.hasEnded()) {
            return false;
        }
        Logging.resume();
        running.close();
        Logging.flush();
        return true;
    }
}
