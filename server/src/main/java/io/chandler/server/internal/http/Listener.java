package io.chandler.server.internal.http;

import io.chandler.osb.Endpoint;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import io.chandler.server.internal.access.Access;
import io.chandler.server.internal.http.Listening.Limits;
import io.chandler.server.internal.metrics.Metrics;
import io.helidon.webserver.WebServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The HTTP listener: HTTP/1.1 and HTTP/2 on one port, each request on a virtual thread. */
public final class Listener implements AutoCloseable {

    private final Running running = new Running();
    private final FrontDoor door;
    private final Deadlines deadlines;
    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @param address to listen on
     * @param problem why requests cannot be served now; see {@code /ready}
     * @throws UncheckedIOException if the port cannot be listened on
     */
    public Listener(
            Configuration configuration,
            String address,
            Endpoint endpoint,
            Supplier<Access> access,
            Supplier<Optional<String>> problem,
            Metrics metrics,
            Optional<SSLContext> tls) {
        deadlines = new Deadlines(configuration.get(Keys.LIMIT_REQUEST_TIME));
        door = new FrontDoor(
                endpoint,
                access,
                new Operations(problem, metrics::scrape, configuration.get(Keys.METRICS_ACCESS)),
                deadlines,
                configuration.get(Keys.LIMIT_REQUESTS),
                metrics::refused,
                running);
        var limits = new Limits(
                configuration.get(Keys.LIMIT_CONNECTIONS),
                configuration.get(Keys.LIMIT_IDLE),
                configuration.get(Keys.LIMIT_REQUEST_TIME),
                configuration.get(Keys.LIMIT_PATH),
                configuration.get(Keys.LIMIT_HEADERS),
                configuration.get(Keys.LIMIT_BODY));
        var listening = new Listening("the broker", address, configuration.get(Keys.PORT), tls, limits);
        var entrance = Entrance.to(door);
        var protocols = new Protocols(
                deadlines,
                limits.idle(),
                listening.http1(_ -> deadlines.begin()),
                listening.http2(),
                (connection, first) -> new PlainConnection(
                        connection, door, limits, () -> first.connection(new RoutedConnection(connection, entrance))));
        try {
            server = listening.start(protocols, new Refusals(access, metrics::refused), door);
        } catch (RuntimeException e) {
            deadlines.close();
            throw e;
        }
    }

    /** Where its requests come in, for another listener that takes some too. */
    FrontDoor door() {
        return door;
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /** Requests that are being answered. */
    public int running() {
        return running.count();
    }

    /**
     * Refuses new requests and waits for those that run.
     *
     * @return whether all ended within the deadline
     */
    public boolean drain(Duration deadline) {
        return running.drain(deadline);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        running.end();
        server.stop();
        deadlines.close();
    }
}
