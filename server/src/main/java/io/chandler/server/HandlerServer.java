package io.chandler.server;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.server.internal.http.HandlerListener;
import io.chandler.server.internal.tls.FixedTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Any handler behind an HTTP listener with the limits of {@link BrokerServer}: HTTP/1.1 and HTTP/2, slow and malformed
 * requests, connections. Authentication, routes and logs are the handler's. Thread-safe.
 */
public final class HandlerServer implements AutoCloseable {

    /** Answers requests, each on a virtual thread of its own. What it throws is answered with an empty 500. */
    @FunctionalInterface
    public interface Handler {
        HttpResponse answer(HttpRequest request);
    }

    /** A certificate with its chain, and its key, in PEM. They are read once. */
    public record Tls(Path certificate, Path key) {}

    /** @param port 0 means any that is free */
    public record Settings(String address, int port, Optional<Tls> tls) {}

    private final HandlerListener listener;

    private HandlerServer(HandlerListener listener) {
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @throws IllegalArgumentException if certificate or key cannot be used
     * @throws java.io.UncheckedIOException if the port cannot be listened on
     */
    public static HandlerServer start(Settings settings, Handler handler) {
        var context = settings.tls().map(tls -> FixedTls.context(tls.certificate(), tls.key()));
        return new HandlerServer(new HandlerListener(settings.address(), settings.port(), context, handler::answer));
    }

    /** The port that is listened on. */
    public int port() {
        return listener.port();
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
        listener.close();
    }
}
