package io.chandler.ondemand.uaa;

import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.ondemand.http.Authorization;
import io.chandler.ondemand.http.HttpCall;
import io.chandler.ondemand.http.HttpConnections;
import io.chandler.ondemand.http.HttpFailure;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Percent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of a UAA: asked for when one is needed, kept until 10 seconds before they run out, asked for again when one is
 * refused. Thread-safe; one request for a token runs at a time.
 */
public final class Tokens implements Authorization {

    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final String ADVICE =
            "Please ensure that the UAA urls and credentials under properties.<broker-job> are ";

    private final HttpConnections connections;
    private final Supplier<String> url;
    private final UaaAuthentication authentication;
    private final String format;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Token token;

    private record Token(String header, Instant until) {}

    /**
     * @param url of the UAA, asked for with each request for a token
     * @param format a parameter more for the request, such as {@code token_format=jwt}, or empty
     * @param log takes what is done
     */
    public Tokens(
            HttpConnections connections,
            Supplier<String> url,
            UaaAuthentication authentication,
            String format,
            InstantSource clock,
            Consumer<String> log) {
        this.connections = connections;
        this.url = url;
        this.authentication = authentication;
        this.format = format;
        this.clock = clock;
        this.log = log;
    }

    public Tokens(HttpConnections connections, Supplier<String> url, UaaAuthentication authentication) {
        this(connections, url, authentication, "", InstantSource.system(), _ -> {});
    }

    @Override
    public Optional<String> header() {
        var known = token;
        if (known != null && clock.instant().isBefore(known.until())) {
            return Optional.of(known.header());
        }
        lock.lock();
        try {
            var now = token;
            if (now == null || !clock.instant().isBefore(now.until())) {
                now = ask();
                token = now;
            }
            return Optional.of(now.header());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean refused(String header) {
        lock.lock();
        try {
            if (token != null && token.header().equals(header)) {
                token = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Token ask() {
        log.accept("no valid UAA token found in cache, obtaining a new one");
        var reply = send(call(url.get()));
        if (reply.status() != 200) {
            throw failure("Error authenticating (" + reply.status() + "): " + reply.excerpt() + ". " + ADVICE
                    + "correct and try again.");
        }
        var answer = reply.json().orElseThrow(() -> failure("UAA's answer is not JSON"));
        var access = answer.path("access_token").asString("");
        if (access.isEmpty()) {
            throw failure("no access token in grant");
        }
        long seconds = answer.path("expires_in").asLong(0);
        log.accept("obtained UAA token, expires in " + seconds + " seconds");
        return new Token(
                answer.path("token_type").asString("bearer") + " " + access,
                clock.instant().plusSeconds(seconds).minus(MARGIN));
    }

    private HttpReply send(HttpCall call) {
        try {
            return connections.send(call);
        } catch (HttpFailure e) {
            throw new HttpFailure(
                    e.kind(), "Error reaching UAA: " + e.getMessage() + ". " + ADVICE + "correct and reachable.", e);
        }
    }

    private HttpCall call(String uaa) {
        var more = format.isEmpty() ? "" : "&" + format;
        var post = post(uaa.replaceAll("/+$", "") + "/oauth/token").repeated().header("Accept", "application/json");
        return switch (authentication) {
            case UaaAuthentication.Client(Credentials client) ->
                post.header("Authorization", Authorization.basicHeader(client.name(), client.secret()))
                        .body("application/x-www-form-urlencoded", "grant_type=client_credentials" + more);
            case UaaAuthentication.User(Credentials user) ->
                post.header("Authorization", Authorization.basicHeader("cf", ""))
                        .body(
                                "application/x-www-form-urlencoded",
                                "grant_type=password&username=" + Percent.encode(user.name()) + "&password="
                                        + Percent.encode(user.secret()) + more);
        };
    }

    private static HttpCall post(String address) {
        try {
            return HttpCall.of("POST", address);
        } catch (IllegalArgumentException _) {
            throw failure("the address of the UAA is none: " + address);
        }
    }

    private static HttpFailure failure(String message) {
        return new HttpFailure(HttpFailure.Kind.AUTHENTICATION, message, null);
    }
}
