package io.chandler.ondemand.bosh;

import io.chandler.ondemand.bosh.DirectorException.Kind;
import io.chandler.ondemand.configuration.Configuration.Bosh;
import io.chandler.ondemand.configuration.Configuration.BoshAuthentication;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.ondemand.http.Address;
import io.chandler.ondemand.http.Authorization;
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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way to the director: address, authentication, redirects, errors. Thread-safe. */
final class DirectorConnection implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern TASK = Pattern.compile("/tasks/(\\d+)");
    private static final int REDIRECTS = 10;
    private static final int ATTEMPTS = 5;

    private final HttpConnections connections;
    private final Authorization authorization;
    private final String base;
    private volatile @Nullable String uaaUrl;

    /** @param insisting whether a name and password that were refused are sent once more, as BOSH's own clients do */
    DirectorConnection(Bosh bosh, Map<String, String> environment, boolean insisting) {
        this.base = Address.of("bosh.url", base(bosh.url()));
        this.connections = new HttpConnections(Settings.of(Trust.only("bosh.root_ca_cert", bosh.rootCaCertificate()))
                .through(Proxies.ofBosh(environment))
                .within(Duration.ofMinutes(2))
                .attempts(ATTEMPTS, Duration.ofMillis(500)));
        this.authorization = switch (bosh.authentication()) {
            case BoshAuthentication.Basic(var user) -> Authorization.basic(user.name(), user.secret(), insisting);
            case BoshAuthentication.Uaa(var client) ->
                new Tokens(connections, this::uaa, new UaaAuthentication.Client(client));
        };
    }

    /** Always https; port 25555 unless the address has one. */
    private static String base(String url) {
        var rest = url.replaceFirst("^[a-zA-Z][a-zA-Z0-9+.-]*://", "").replaceFirst("[/?#].*$", "");
        return "https://" + (rest.matches(".*:\\d+") ? rest : rest + ":25555");
    }

    HttpCall call(String method, String path) {
        return HttpCall.of(method, base + path);
    }

    HttpCall get(String path) {
        return call("GET", path);
    }

    static HttpCall inContext(HttpCall call, Optional<String> contextId) {
        return contextId
                .filter(id -> !id.isEmpty())
                .map(id -> call.header("X-Bosh-Context-Id", id.replaceAll("[^\\x20-\\x7E]", "_")))
                .orElse(call);
    }

    /** Sends a request; the answer may be of any status. */
    HttpReply send(HttpCall call) {
        return send(call, authorization);
    }

    private HttpReply send(HttpCall call, Authorization with) {
        try {
            return connections.send(call, with);
        } catch (HttpFailure e) {
            var kind = e.kind() == HttpFailure.Kind.AUTHENTICATION ? Kind.UNAUTHENTICATED : Kind.UNREACHABLE;
            throw new DirectorException(kind, String.valueOf(e.getMessage()), e);
        }
    }

    /** Starts a task and returns its id. */
    long start(HttpCall call) {
        return taskOf(send(call));
    }

    /** The id of the task that an answer leads to. */
    long taskOf(HttpReply reply) {
        successful(reply);
        var location = TASK.matcher(reply.header("Location").orElse(""));
        if (location.find()) {
            return Long.parseLong(location.group(1));
        }
        long id = reply.json().map(json -> json.path("id").asLong(0)).orElse(0L);
        if (id == 0) {
            throw new DirectorException(
                    Kind.REFUSED, "Director's answer names no task: '" + reply.excerpt() + "'", null);
        }
        return id;
    }

    /** The JSON that GET gives; redirects are followed on the configured host. */
    JsonNode json(String path) {
        return json(successful(send(get(path))));
    }

    JsonNode json(HttpReply reply) {
        var at = reply;
        for (int i = 0; at.status() == 302 && i < REDIRECTS; i++) {
            at = successful(send(get(pathOf(at.header("Location").orElse("")))));
        }
        var last = at;
        return last.json()
                .orElseThrow(() -> new DirectorException(
                        Kind.REFUSED, "Director's answer is not JSON: '" + last.excerpt() + "'", null));
    }

    private static String pathOf(String location) {
        try {
            var uri = URI.create(location);
            return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (IllegalArgumentException e) {
            throw new DirectorException(Kind.REFUSED, "Director redirects to an address that is none", e);
        }
    }

    /** The answer, if the director did what it was asked. */
    HttpReply successful(HttpReply reply) {
        if (reply.isOneOf(200, 201, 204, 206, 302)) {
            return reply;
        }
        var kind =
                reply.status() == 401 ? Kind.UNAUTHENTICATED : reply.status() >= 500 ? Kind.UNREACHABLE : Kind.REFUSED;
        throw new DirectorException(
                kind,
                "Director responded with non-successful status code '" + reply.status() + "' response '"
                        + reply.excerpt() + "'",
                null);
    }

    String text(Object value) {
        return JSON.writeValueAsString(value);
    }

    DirectorInformation information() {
        return information(json(successful(send(get("/info")))));
    }

    DirectorInformation greeting() {
        var information = information(json(successful(send(get("/info"), Authorization.none()))));
        uaaUrl = information.uaaUrl().orElse(null);
        return information;
    }

    private static DirectorInformation information(JsonNode json) {
        var authentication = json.path("user_authentication");
        var url = Optional.of(authentication.path("options").path("url").asString(""))
                .filter(text -> !text.isEmpty());
        boolean uaa = authentication.path("type").asString("").equals("uaa");
        if (uaa && url.isEmpty()) {
            throw new DirectorException(Kind.REFUSED, "Cannot retrieve UAA URL from info endpoint", null);
        }
        return new DirectorInformation(
                json.path("version").asString(""),
                Optional.of(json.path("user").asString("")).filter(user -> !user.isEmpty()),
                uaa ? url : Optional.empty());
    }

    /** The address of the director's UAA, which does not change while the broker runs. */
    private String uaa() {
        var known = uaaUrl;
        if (known == null) {
            known = greeting()
                    .uaaUrl()
                    .orElseThrow(() -> new DirectorException(
                            Kind.UNAUTHENTICATED, "the director does not authenticate with UAA", null));
        }
        var https = known.contains("://") ? known : "https://" + known;
        return https;
    }

    @Override
    public void close() {
        connections.close();
    }
}
