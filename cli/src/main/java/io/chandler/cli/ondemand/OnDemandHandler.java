package io.chandler.cli.ondemand;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.server.HandlerServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Where every request of the on-demand broker comes in: authentication, the Open Service Broker API below {@code /v2},
 * the management API below {@code /mgmt}, a line in the log for each. Thread-safe.
 */
final class OnDemandHandler implements HandlerServer.Handler {

    /** Names the configuration that the broker runs with, so that an errand knows whether it may be resumed. */
    static final String CONFIGURATION = "X-Broker-Configuration";

    private static final String BASIC = "Basic ";
    private static final List<Header> TEXT = List.of(
            new Header("Content-Type", "text/plain; charset=utf-8"), new Header("X-Content-Type-Options", "nosniff"));

    private final Function<HttpRequest, HttpResponse> api;
    private final Function<HttpRequest, HttpResponse> management;
    private final byte[] credentials;
    private final boolean challenge;
    private final String configuration;
    private final ServerLog log;
    private final Clock clock;

    /**
     * @param challenge whether a refusal tells how to authenticate, as HTTP wants it and the original does not
     * @param configuration what {@link #CONFIGURATION} says
     */
    OnDemandHandler(
            Function<HttpRequest, HttpResponse> api,
            Function<HttpRequest, HttpResponse> management,
            String user,
            String password,
            boolean challenge,
            String configuration,
            ServerLog log,
            Clock clock) {
        this.api = api;
        this.management = management;
        credentials = digest(user + ":" + password);
        this.challenge = challenge;
        this.configuration = configuration;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public HttpResponse answer(HttpRequest request) {
        var began = clock.instant();
        long start = System.nanoTime();
        var response = route(request);
        log.access(
                printable(request.method()),
                printable(request.rawPath()),
                response.status(),
                began,
                Duration.ofNanos(System.nanoTime() - start));
        return response;
    }

    private HttpResponse route(HttpRequest request) {
        var path = request.rawPath();
        boolean inApi = within("/v2", path);
        if (!inApi && !within("/mgmt", path)) {
            return new HttpResponse(404, TEXT, bytes("404 page not found\n"));
        }
        if (!admitted(request)) {
            return unauthorized();
        }
        return inApi ? api.apply(request) : named(management.apply(request));
    }

    private static boolean within(String root, String path) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    private HttpResponse named(HttpResponse response) {
        var headers = new ArrayList<>(response.headers());
        headers.add(new Header(CONFIGURATION, configuration));
        return new HttpResponse(response.status(), headers, response.body());
    }

    private HttpResponse unauthorized() {
        var headers = new ArrayList<>(TEXT);
        if (challenge) {
            headers.add(new Header("WWW-Authenticate", "Basic realm=\"on-demand service broker\", charset=\"UTF-8\""));
        }
        return new HttpResponse(401, headers, bytes("Not Authorized\n"));
    }

    private boolean admitted(HttpRequest request) {
        var headers = request.headers().values("Authorization");
        if (headers.isEmpty() || !headers.getFirst().regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        String given;
        try {
            given = new String(
                    Base64.getDecoder()
                            .decode(headers.getFirst().substring(BASIC.length()).strip()),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(credentials, digest(given));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Keeps what a client sent from looking like a line of its own. */
    private static String printable(String text) {
        return text.chars().allMatch(each -> each > ' ' && each < 127) ? text : text.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
