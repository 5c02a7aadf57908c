package io.chandler.server.internal.http;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiServer;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where requests of the Kubernetes-style API come in, and where its answers leave. */
final class ApiDoor implements Filter {

    /** What paths of the API begin with. */
    private static final Set<String> OF_API =
            Set.of("/", "/api", "/apis", "/openapi", "/version", "/healthz", "/livez", "/readyz");

    /** The connection that this thread serves. */
    private static final ThreadLocal<@Nullable ConnectionContext> CONNECTION = new ThreadLocal<>();

    private final ApiServer api;
    private final Deadlines deadlines;
    private final Optional<FrontDoor> broker;
    private final Running running;

    /** @param broker where requests go that are none of the API; empty where they are answered with 404 */
    ApiDoor(ApiServer api, Deadlines deadlines, Running running, Optional<FrontDoor> broker) {
        this.api = api;
        this.deadlines = deadlines;
        this.running = running;
        this.broker = broker;
    }

    /** Tells which connection this thread serves. */
    static void connection(ConnectionContext context) {
        CONNECTION.set(context);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        running.enter();
        try {
            answer(request, response);
        } finally {
            running.leave();
        }
    }

    private void answer(RoutingRequest request, RoutingResponse response) {
        if (broker.isPresent() && !isOfApi(request.prologue().uriPath().rawPath())) {
            broker.get()
                    .serve(
                            new Arrival.Parsed(request),
                            false,
                            (answer, keep) -> ResponseWriter.send(answer, response, keep && !running.ending()));
            return;
        }
        var exchange = deadlines.exchange();
        if (!exchange.work()) {
            throw new CloseConnectionException("the request came too late");
        }
        var body = new RequestBody(request, exchange);
        var target = Optional.ofNullable(RawTarget.of(request.prologue())).orElseGet(() -> new RawTarget("/", ""));
        var answer = api.handle(
                request(request.prologue().method().text(), target, request.headers(), body, request.remotePeer()));
        boolean keep = running.keeps(new Arrival.Parsed(request), body);
        switch (answer.body()) {
            case Body.Bytes(var bytes) -> {
                exchange.await();
                head(answer, response, keep);
                response.send(bytes);
            }
            case Body.Pieces(var writer) -> {
                head(answer, response, keep);
                write(writer, response, exchange);
            }
            case Body.Events(var watching) -> {
                var connection = CONNECTION.get();
                if (connection == null) {
                    watching.stop();
                    throw new CloseConnectionException("the connection is not known");
                }
                WatchStream.http(connection, exchange, answer, watching);
                keep = false;
            }
        }
        exchange.rest();
        if (!keep) {
            throw new CloseConnectionException("the response was the connection's last");
        }
    }

    private static boolean isOfApi(String path) {
        int end = path.indexOf('/', 1);
        return OF_API.contains(end < 0 ? path : path.substring(0, end));
    }

    /** A request as the API server needs it. */
    static ApiRequest request(String method, RawTarget target, Headers headers, InputStream body, PeerInfo peer) {
        var certificates = peer.tlsCertificates().stream()
                .flatMap(Arrays::stream)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
        var address = peer.address() instanceof InetSocketAddress socket && socket.getAddress() != null
                ? socket.getAddress().getHostAddress()
                : "";
        return new ApiRequest(method, target.path(), target.query(), named(headers), body, certificates, address);
    }

    private static ApiRequest.Headers named(Headers headers) {
        return new ApiRequest.Headers() {
            @Override
            public List<String> values(String name) {
                return headers.all(HeaderNames.create(name), List::of);
            }

            @Override
            public List<String> names() {
                return headers.stream().map(Header::name).toList();
            }
        };
    }

    private static void head(ApiResponse answer, ServerResponse response, boolean keep) {
        response.status(Status.create(answer.status()));
        for (var header : answer.headers()) {
            response.headers().add(header(header));
        }
        if (!keep) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
    }

    private static Header header(ApiResponse.Header header) {
        return HeaderValues.create(header.name(), header.value());
    }

    private static void write(ApiResponse.Writer writer, RoutingResponse response, Deadlines.Exchange exchange) {
        try {
            try (var out = response.outputStream()) {
                writer.write(new Pieces(out, exchange));
            }
            // Without it the response ends before its last chunk.
            response.commit();
        } catch (IOException e) {
            throw new CloseConnectionException("the answer could not be written as a whole", e);
        }
    }

    private record Pieces(OutputStream out, Deadlines.Exchange exchange) implements ApiResponse.Sink {

        @Override
        public void write(byte[] piece) throws IOException {
            exchange.await();
            out.write(piece);
            if (!exchange.work()) {
                throw new IOException("the client takes too long");
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
