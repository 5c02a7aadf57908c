package io.chandler.server.internal.http;

import io.chandler.osb.Endpoint;
import io.chandler.osb.HttpRequest;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the HTTP server refuses before any handler sees it, in the same form as the endpoint. A request that is at
 * fault itself gets a status below 500, whatever the server proposes.
 */
final class Refusals implements DirectHandler {

    private final Consumer<String> counter;

    private Refusals(Consumer<String> counter) {
        this.counter = counter;
    }

    /** Handlers for all events, which tell the counter. */
    static DirectHandlers handlers(Consumer<String> counter) {
        var builder = DirectHandlers.builder();
        var handler = new Refusals(counter);
        for (var event : EventType.values()) {
            builder.addHandler(event, handler);
        }
        return builder.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType event,
            Status proposed,
            ServerResponseHeaders headers,
            @Nullable String message) {
        int status = status(event, proposed.code());
        counter.accept(status >= 500 ? "failed" : "malformed");
        var asked = new HttpRequest(
                request.method(), request.path(), "", headers(request.headers()), InputStream.nullInputStream());
        var refusal = Endpoint.refusal(asked, status, sentence(event, status));
        var response = TransportResponse.builder()
                .status(Status.create(status))
                .keepAlive(false)
                .entity(refusal.body());
        refusal.headers().forEach(header -> response.header(HeaderNames.create(header.name()), header.value()));
        return response.build();
    }

    private static int status(EventType event, int proposed) {
        return switch (event) {
            case BAD_REQUEST, HTTP_VERSION_NOT_SUPPORTED, PAYLOAD_TOO_LARGE -> proposed >= 500 ? 400 : proposed;
            case FORBIDDEN, INTERNAL_ERROR, OTHER -> proposed;
        };
    }

    private static String sentence(EventType event, int status) {
        if (event == EventType.HTTP_VERSION_NOT_SUPPORTED) {
            return "The request must be HTTP/1.1 or HTTP/2.";
        }
        return switch (status) {
            case 413 -> "The request body is too large.";
            case 414 -> "The address of the request is too long.";
            case 431 -> "The headers of the request are too large.";
            case 500 -> "The request could not be answered.";
            case 503 -> "The broker is busy. Try again later.";
            default -> "The request is not valid HTTP.";
        };
    }

    private static HttpRequest.Headers headers(ServerRequestHeaders headers) {
        return name -> headers.all(HeaderNames.create(name), List::of);
    }
}
