package io.chandler.testkit.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.chandler.testkit.Authority;
import io.chandler.testkit.Faults;
import io.chandler.testkit.Faults.Effect;
import io.chandler.testkit.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on the loopback interface, that records its requests and does faults on request. */
public final class Listener implements AutoCloseable {

    private static final int REMEMBERED = 10_000;

    static {
        // Without the first the JDK's server answers some requests 40 ms late; the second is nginx's, before a
        // director.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.idleInterval", "75");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Function<Request, Response> handler;
    private final Faults faults;
    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    private final URI url;

    private Listener(HttpServer server, String scheme, Faults faults, Function<Request, Response> handler) {
        this.faults = faults;
        this.server = server;
        this.handler = handler;
        this.url = URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * Starts one.
     *
     * @param port 0 for any
     * @param authority who signs its certificate; without one it speaks HTTP in clear
     */
    public static Listener start(int port, Optional<Authority> authority, Function<Request, Response> handler) {
        return start(port, authority, new Faults(), handler);
    }

    /** The same, with faults that the caller has already. */
    public static Listener start(
            int port, Optional<Authority> authority, Faults faults, Function<Request, Response> handler) {
        try {
            var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            HttpServer server;
            if (authority.isPresent()) {
                var secure = HttpsServer.create(address, 1024);
                secure.setHttpsConfigurator(
                        new HttpsConfigurator(authority.get().serverContext()));
                server = secure;
            } else {
                server = HttpServer.create(address, 1024);
            }
            var listener = new Listener(server, authority.isPresent() ? "https" : "http", faults, handler);
            server.setExecutor(listener.executor);
            server.createContext("/", listener::handle);
            server.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    public URI url() {
        return url;
    }

    public Faults faults() {
        return faults;
    }

    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    public void forgetRequests() {
        synchronized (requests) {
            requests.clear();
        }
    }

    @Override
    public void close() {
        faults.clear();
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = read(exchange);
            synchronized (requests) {
                requests.addLast(request);
                if (requests.size() > REMEMBERED) {
                    requests.removeFirst();
                }
            }
            var answer = answer(request);
            if (answer.isPresent()) {
                write(exchange, request, answer.get());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty if the connection is to be closed instead. */
    private Optional<Response> answer(Request request) throws InterruptedException {
        var effect = faults.take(request);
        if (effect.isEmpty()) {
            return Optional.of(handled(request));
        }
        return switch (effect.get()) {
            case Effect.Answer answer -> Optional.of(Response.text(answer.status(), answer.body()));
            case Effect.CloseConnection _ -> Optional.empty();
            case Effect.LoseAnswer _ -> {
                handled(request);
                yield Optional.empty();
            }
            case Effect.Delay delay -> {
                Thread.sleep(delay.time());
                yield Optional.of(handled(request));
            }
            case Effect.Hang hang -> {
                try {
                    hang.until().join();
                } catch (CompletionException impossible) {
                    throw new IllegalStateException(impossible);
                }
                yield Optional.of(handled(request));
            }
        };
    }

    private Response handled(Request request) {
        try {
            return handler.apply(request);
        } catch (Refusal refusal) {
            return refusal.response();
        } catch (RuntimeException defect) {
            System.getLogger(Listener.class.getName())
                    .log(System.Logger.Level.ERROR, "cannot answer " + request, defect);
            return Response.text(
                    500, "the simulator failed: " + defect.getClass().getSimpleName());
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        var target = exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Request(
                exchange.getRequestMethod(),
                target.getRawPath(),
                Optional.ofNullable(target.getRawQuery()),
                headers,
                body);
    }

    private static void write(HttpExchange exchange, Request request, Response response) throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        var body = response.body();
        boolean bare = body.length == 0 || request.method().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), bare ? -1 : body.length);
        if (!bare) {
            exchange.getResponseBody().write(body);
        }
    }
}
