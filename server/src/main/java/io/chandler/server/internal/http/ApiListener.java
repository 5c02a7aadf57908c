package io.chandler.server.internal.http;

import io.chandler.apiserver.ApiServer;
import io.chandler.server.internal.http.Listening.Limits;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The listener of the Kubernetes-style API: HTTP/1.1 and, for watches, WebSockets. HTTP/2 is not offered: a watch has a
 * connection of its own, so that one that hangs is no other's concern and a client that has gone is noticed.
 */
public final class ApiListener implements AutoCloseable {

    private static final Limits LIMITS =
            new Limits(20_000, Duration.ofMinutes(5), Duration.ofSeconds(30), 16 * 1024, 64 * 1024, 4 * 1024 * 1024);

    private final Deadlines deadlines = new Deadlines(LIMITS.exchange());
    private final ApiServer api;
    private final Running running = new Running();
    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @param broker whose requests are taken too; empty for none
     * @throws UncheckedIOException if the port cannot be listened on
     */
    public ApiListener(String address, int port, Optional<SSLContext> tls, ApiServer api, Optional<Listener> broker) {
        this.api = api;
        var listening = new Listening("the API", address, port, tls, LIMITS);
        var http1 = Http1ConnectionSelector.builder()
                .config(listening.http1(connection -> {
                    ApiDoor.connection(connection);
                    deadlines.begin();
                }))
                .addUpgrader(new WatchUpgrade(api, deadlines))
                .build();
        var door = new ApiDoor(api, deadlines, running, broker.map(Listener::door));
        try {
            server = listening.start(http1, ApiListener::refusal, door);
        } catch (RuntimeException e) {
            deadlines.close();
            throw e;
        }
    }

    /** Answers what the HTTP server refuses by itself: a Status without a word of what went wrong inside. */
    private static TransportResponse refusal(
            TransportRequest request,
            EventType event,
            Status proposed,
            ServerResponseHeaders headers,
            @Nullable String message) {
        var status = Refusals.status(request, event, proposed);
        var body = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                + "the request is not one that this server can read\",\"reason\":\""
                + (status.code() == 413 ? "RequestEntityTooLarge" : "BadRequest") + "\",\"code\":"
                + status.code()
                + "}";
        return TransportResponse.builder()
                .status(status)
                .keepAlive(false)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .entity(body.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /**
     * Says that it is not ready, ends watches, refuses new requests and waits for those that run.
     *
     * @return whether all ended within the deadline
     */
    public boolean drain(Duration deadline) {
        api.end();
        return running.drain(deadline);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        api.end();
        server.stop();
        deadlines.close();
    }
}
