package io.chandler.server.internal.http;

import io.chandler.osb.Endpoint;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.server.internal.access.Access;
import io.chandler.server.internal.access.Access.Verdict;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the HTTP server refuses before any handler sees it, in the same form as the endpoint. A request that
 * is at fault itself gets a status below 500, whatever the server proposes.
 */
final class Refusals implements DirectHandler {

    private static final int TOO_LARGE = 413;

    private final Supplier<Access> access;
    private final Consumer<String> counter;

    /** @param counter told of each refusal */
    Refusals(Supplier<Access> access, Consumer<String> counter) {
        this.access = access;
        this.counter = counter;
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType event,
            Status proposed,
            ServerResponseHeaders headers,
            @Nullable String message) {
        int status = status(request, event, proposed).code();
        var asked = new HttpRequest(
                request.method(), request.path(), "", headers(request.headers()), InputStream.nullInputStream());
        var refusal = status == TOO_LARGE && !admitted(asked) ? unauthenticated(asked) : refusal(asked, event, status);
        var response = TransportResponse.builder()
                .status(Status.create(refusal.status()))
                .keepAlive(false)
                .entity(refusal.body());
        refusal.headers().forEach(header -> response.header(HeaderNames.create(header.name()), header.value()));
        return response.build();
    }

    /** The one refusal that comes before the door although the credentials are known. */
    private boolean admitted(HttpRequest request) {
        var authorization = request.headers().values("Authorization");
        return access.get().authenticate(authorization.isEmpty() ? null : authorization.getFirst())
                instanceof Verdict.Granted;
    }

    private HttpResponse unauthenticated(HttpRequest request) {
        counter.accept("unauthenticated");
        return FrontDoor.unauthenticated(request);
    }

    private HttpResponse refusal(HttpRequest request, EventType event, int status) {
        counter.accept(status >= 500 ? "failed" : "malformed");
        return Endpoint.refusal(request, status, sentence(event, status));
    }

    /** Where not even a path is known, the failure was to understand the client. */
    static Status status(TransportRequest request, EventType event, Status proposed) {
        boolean clients = switch (event) {
            case BAD_REQUEST, HTTP_VERSION_NOT_SUPPORTED, PAYLOAD_TOO_LARGE, FORBIDDEN -> true;
            case INTERNAL_ERROR, OTHER -> request.path().isEmpty();
        };
        return clients && proposed.code() >= 500 ? Status.BAD_REQUEST_400 : proposed;
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
