package io.chandler.server.internal.http;

import io.chandler.osb.Endpoint;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.server.internal.access.Access;
import io.chandler.server.internal.access.Access.Verdict;
import io.chandler.server.internal.log.Logging;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where every request comes in: health, limits, authentication, and then the endpoint with the path as it was sent.
 * Nothing passes it on to the HTTP server's own routing.
 */
final class FrontDoor implements Filter {

    private static final String REQUEST_IDENTITY = "X-Broker-API-Request-Identity";

    private static final Header CHALLENGE =
            new Header("WWW-Authenticate", "Basic realm=\"service broker\", charset=\"UTF-8\"");

    private final Endpoint endpoint;
    private final Supplier<Access> access;
    private final Operations operations;
    private final Deadlines deadlines;
    private final int mostRequests;
    private final Consumer<String> refused;
    private final Running running;

    FrontDoor(
            Endpoint endpoint,
            Supplier<Access> access,
            Operations operations,
            Deadlines deadlines,
            int mostRequests,
            Consumer<String> refused,
            Running running) {
        this.endpoint = endpoint;
        this.access = access;
        this.operations = operations;
        this.deadlines = deadlines;
        this.mostRequests = mostRequests;
        this.refused = refused;
        this.running = running;
    }

    /** A request has come; its client has to go on with it in time. */
    void begin() {
        deadlines.begin();
    }

    /** Serves a request of HTTP/2, which has a thread of its own. */
    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        deadlines.begin();
        try {
            serve(new Arrival.Parsed(request), true, (answer, _) -> ResponseWriter.send(answer, response, true));
        } finally {
            deadlines.forget();
        }
    }

    /** How a response gets to the client; unless its connection is kept it says so. */
    @FunctionalInterface
    interface Way {
        void send(HttpResponse answer, boolean keep);
    }

    /**
     * Serves a request.
     *
     * @param stream whether it is one of several at once on its connection
     */
    void serve(Arrival request, boolean stream, Way way) {
        int others = running.enter();
        try {
            serve(request, stream, others, way);
        } finally {
            running.leave();
        }
    }

    private void serve(Arrival request, boolean stream, int others, Way way) {
        var exchange = deadlines.exchange();
        if (!exchange.work()) {
            throw new CloseConnectionException("the request came too late");
        }
        var body = request.body(exchange);
        var answer = answer(request, body, others);
        boolean keep = running.keeps(request, body);
        exchange.await();
        way.send(answer, keep);
        exchange.rest();
        if (!keep && !stream) {
            throw new CloseConnectionException("the response was the connection's last");
        }
    }

    private HttpResponse answer(Arrival request, RequestBody body, int others) {
        var headers = request.headers();
        var target = request.target();
        var path = target == null ? "/" : target.path();
        var query = target == null ? "" : target.query();
        var asked = new HttpRequest(request.method(), path, query, headers, body);
        if (operations.answersOpenly(path)) {
            return operations.answer(asked, running.ending());
        }
        if (running.ending()) {
            return later("ending", asked, "The broker is ending. Try again later.");
        }
        if (others >= mostRequests) {
            return later("busy", asked, "The broker is busy. Try again later.");
        }
        var authorization = headers.values("Authorization");
        var current = access.get();
        var verdict = current.authenticate(authorization.isEmpty() ? null : authorization.getFirst());
        return switch (verdict) {
            case Verdict.Denied _ -> turnAway(asked);
            case Verdict.Busy _ ->
                refuse("busy", asked, 429, "Too many passwords are being checked.", Endpoint.retryAfter(Later.RETRY));
            case Verdict.Granted(var user) -> target == null ? noPath(asked) : admit(asked, current, user);
        };
    }

    private HttpResponse admit(HttpRequest asked, Access current, String user) {
        if (operations.answers(asked.rawPath())) {
            return operations.answer(asked, running.ending());
        }
        var platform = current.platform(asked.rawPath());
        if (platform == null) {
            return refuse("unknown", asked, 404, "The path does not begin with the path of a platform.");
        }
        if (!platform.admits(user)) {
            return turnAway(asked);
        }
        var prefix = platform.prefix().length();
        var inside = prefix == 0
                ? asked
                : new HttpRequest(
                        asked.method(),
                        asked.rawPath().substring(prefix),
                        asked.rawQuery(),
                        asked.headers(),
                        asked.body());
        var identity = asked.headers().values(REQUEST_IDENTITY);
        return identity.isEmpty()
                ? endpoint.handle(inside, platform.name(), user)
                : ScopedValue.where(Logging.REQUEST, identity.getFirst())
                        .call(() -> endpoint.handle(inside, platform.name(), user));
    }

    private HttpResponse turnAway(HttpRequest asked) {
        refused.accept("unauthenticated");
        return unauthenticated(asked);
    }

    /** 401 with a challenge. */
    static HttpResponse unauthenticated(HttpRequest asked) {
        return Endpoint.refusal(asked, 401, "User and password are needed, and must be right.", CHALLENGE);
    }

    /** 500, for what went wrong before the endpoint or after it. */
    HttpResponse failed(HttpRequest asked) {
        return refuse("failed", asked, 500, "The request could not be answered.");
    }

    private HttpResponse noPath(HttpRequest asked) {
        return refuse("malformed", asked, 400, "The address of the request must be a path without a fragment.");
    }

    private HttpResponse later(String reason, HttpRequest asked, String sentence) {
        refused.accept(reason);
        return Later.answer(asked, sentence);
    }

    private HttpResponse refuse(String reason, HttpRequest asked, int status, String sentence, Header... headers) {
        refused.accept(reason);
        return Endpoint.refusal(asked, status, sentence, headers);
    }
}
