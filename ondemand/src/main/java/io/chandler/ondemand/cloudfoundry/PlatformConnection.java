package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.http.Address;
import io.chandler.ondemand.http.HttpCall;
import io.chandler.ondemand.http.HttpConnections;
import io.chandler.ondemand.http.HttpConnections.Settings;
import io.chandler.ondemand.http.HttpFailure;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Proxies;
import io.chandler.ondemand.http.Trust;
import io.chandler.ondemand.uaa.Tokens;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way to Cloud Controller: address, token, errors. Thread-safe. */
final class PlatformConnection {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int ATTEMPTS = 5;

    private final HttpConnections connections;
    private final Tokens tokens;
    private final String base;
    private final Consumer<String> log;

    PlatformConnection(
            CloudFoundry section, boolean verification, Map<String, String> environment, Consumer<String> log) {
        var trust = verification
                ? Trust.systemAnd(
                        "cf.root_ca_cert", section.rootCaCertificate().stream().toList())
                : Trust.everything();
        this.connections = new HttpConnections(Settings.of(trust)
                .through(Proxies.ofEnvironment(environment))
                .attempts(ATTEMPTS, Duration.ofMillis(500)));
        this.base = Address.of("cf.url", section.url());
        this.log = log;
        var uaa = section.uaa();
        var uaaUrl = Address.of("cf.uaa.url", uaa.url());
        this.tokens = new Tokens(connections, () -> uaaUrl, uaa.authentication(), "", InstantSource.system(), log);
    }

    /** What GET gives, which must be an object with something in it. */
    JsonNode get(String path) {
        var reply = send(HttpCall.get(address(path)).header("Content-Type", "application/x-www-form-urlencoded"));
        return json(expect(reply, true, 200));
    }

    /** What a path shows; empty if there is nothing. */
    Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (PlatformException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sends a request with a body of JSON or none; the answer must have one of these statuses. */
    HttpReply send(String method, String path, String contentType, Object body, Integer... statuses) {
        var call = HttpCall.of(method, address(path));
        var reply = send(call.body(contentType, body.equals("") ? "" : JSON.writeValueAsString(body)));
        return expect(reply, false, statuses);
    }

    private HttpReply send(HttpCall call) {
        log.accept(call.toString());
        try {
            return connections.send(call, tokens);
        } catch (HttpFailure e) {
            var kind = switch (e.kind()) {
                case AUTHENTICATION -> Kind.UNAUTHENTICATED;
                case NETWORK, CERTIFICATE -> Kind.UNREACHABLE;
                case ANSWER -> Kind.INVALID_RESPONSE;
            };
            throw new PlatformException(kind, String.valueOf(e.getMessage()), e);
        }
    }

    /** Addresses in answers lead to the configured host, whatever they say. */
    private String address(String path) {
        if (path.startsWith("/")) {
            return base + path;
        }
        try {
            var uri = URI.create(path);
            return base + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (IllegalArgumentException e) {
            throw new PlatformException(Kind.INVALID_RESPONSE, "Invalid response body: an address that is none", e);
        }
    }

    JsonNode json(HttpReply reply) {
        var json = reply.json()
                .filter(JsonNode::isObject)
                .orElseThrow(() -> new PlatformException(
                        Kind.INVALID_RESPONSE, "Invalid response body: " + reply.excerpt(), null));
        if (json.isEmpty()) {
            throw new PlatformException(Kind.INVALID_RESPONSE, "Empty response body", null);
        }
        return json;
    }

    /** @param described whether the platform's own sentence is enough to say what it refuses, as for a question */
    private static HttpReply expect(HttpReply reply, boolean described, Integer... statuses) {
        if (Arrays.asList(statuses).contains(reply.status())) {
            return reply;
        }
        var kind = switch (reply.status()) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> Kind.FORBIDDEN;
            case 404, 410 -> Kind.NOT_FOUND;
            default -> reply.status() >= 500 ? Kind.UNREACHABLE : Kind.REFUSED;
        };
        boolean plain = described
                && List.of(Kind.UNAUTHENTICATED, Kind.FORBIDDEN, Kind.NOT_FOUND).contains(kind);
        var description = plain ? description(reply) : "";
        throw new PlatformException(
                kind,
                description.isEmpty()
                        ? "Unexpected reponse status " + reply.status() + ", \"" + reply.excerpt() + "\""
                        : description,
                null);
    }

    /** The sentence of an error of v2 or v3. */
    private static String description(HttpReply reply) {
        return reply.json()
                .map(json -> json.path("description")
                        .asString(json.path("errors").path(0).path("detail").asString("")))
                .orElse("");
    }
}
