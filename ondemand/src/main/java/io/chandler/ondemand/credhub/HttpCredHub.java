package io.chandler.ondemand.credhub;

import io.chandler.ondemand.configuration.Configuration.BoshCredHub;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.RuntimeCredHub;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.ondemand.http.Address;
import io.chandler.ondemand.http.Authorization;
import io.chandler.ondemand.http.HttpCall;
import io.chandler.ondemand.http.HttpConnections;
import io.chandler.ondemand.http.HttpConnections.Settings;
import io.chandler.ondemand.http.HttpFailure;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Percent;
import io.chandler.ondemand.http.Trust;
import io.chandler.ondemand.uaa.Tokens;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A CredHub by its API, of version 1 and later ones. */
public final class HttpCredHub implements CredHub {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "/api/v1/data";
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(16);
    private static final int LOOKUPS = 10;

    private final HttpConnections connections;
    private final Tokens tokens;
    private final String url;
    private volatile @Nullable String uaaUrl;
    private volatile @Nullable Boolean old;

    private HttpCredHub(String key, String url, Credentials client, Trust trust) {
        this.url = Address.of(key, url.contains("://") ? url : "https://" + url);
        this.connections = new HttpConnections(Settings.of(trust).attempts(ATTEMPTS, Duration.ofMillis(500)));
        this.tokens = new Tokens(connections, this::uaa, new UaaAuthentication.Client(client));
    }

    /** The director's, which the director's own authority may have signed for as well. Asks nothing yet. */
    public static HttpCredHub ofDirector(BoshCredHub section, Optional<String> directorAuthority) {
        var own = Stream.concat(section.rootCaCertificate().stream(), directorAuthority.stream());
        return new HttpCredHub(
                "bosh_credhub.url",
                section.url(),
                section.client(),
                Trust.systemAnd("bosh_credhub.root_ca_cert", own.toList()));
    }

    /** The platform's. Asks nothing yet. */
    public static HttpCredHub ofPlatform(RuntimeCredHub section) {
        var own = Stream.concat(section.caCertificate().stream(), section.internalUaaCaCertificate().stream());
        return new HttpCredHub(
                "credhub.api_url",
                section.apiUrl(),
                section.client(),
                Trust.systemAnd("credhub.ca_cert", own.toList()));
    }

    /**
     * Waits up to 16 seconds for the host's name to be known, which takes a while after a machine was started.
     *
     * @throws CredHubException if it is not known by then
     */
    public void awaitHost() {
        var host = URI.create(url).getHost();
        for (int lookup = 0; ; lookup++) {
            try {
                InetAddress.getByName(host);
                return;
            } catch (UnknownHostException e) {
                if (lookup == LOOKUPS) {
                    throw new CredHubException("dial tcp: lookup " + host + ": no such host", e);
                }
            }
            try {
                Thread.sleep(FIRST_PAUSE.multipliedBy(1L << lookup));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CredHubException("interrupted", e);
            }
        }
    }

    @Override
    public Optional<JsonNode> byPath(String path) {
        return read(DATA + "?current=true&name=" + Percent.encode(path))
                .map(json -> json.path("data").path(0).path("value"))
                .filter(value -> !value.isMissingNode());
    }

    @Override
    public Optional<JsonNode> byId(String id) {
        return read(DATA + "/" + Percent.encode(id))
                .map(json -> json.path("value"))
                .filter(value -> !value.isMissingNode());
    }

    @Override
    public List<String> pathsLike(String text) {
        var paths = new ArrayList<String>();
        read(DATA + "?name-like=" + Percent.encode(text))
                .ifPresent(json -> json.path("credentials")
                        .forEach(found -> paths.add(found.path("name").asString(""))));
        return List.copyOf(paths);
    }

    private Optional<JsonNode> read(String path) {
        var reply = send(HttpCall.get(url + path));
        return reply.status() == 404 ? Optional.empty() : Optional.of(json(expect(reply, 200)));
    }

    @Override
    public void put(String path, JsonNode value) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("name", path);
        body.put("type", value.isObject() ? "json" : "value");
        body.put("value", value);
        body.put("metadata", null);
        if (isOld()) {
            body.put("mode", "overwrite");
        }
        var call = HttpCall.of("PUT", url + DATA).body("application/json", JSON.writeValueAsString(body));
        var reply = send(call);
        if (reply.status() == 400 && reply.text().contains("type cannot be modified")) {
            delete(path);
            reply = send(call);
        }
        expect(reply, 200, 201);
    }

    @Override
    public void delete(String path) {
        expect(send(HttpCall.of("DELETE", url + DATA + "?name=" + Percent.encode(path))), 200, 204, 404);
    }

    @Override
    public void permitReading(String path, String actor) {
        var permission = new LinkedHashMap<String, Object>();
        String where;
        if (isOld()) {
            where = "/api/v1/permissions";
            permission.put("credential_name", path);
            permission.put("permissions", List.of(Map.of("actor", actor, "operations", List.of("read"))));
        } else {
            where = "/api/v2/permissions";
            permission.put("path", path);
            permission.put("actor", actor);
            permission.put("operations", List.of("read"));
        }
        var call = HttpCall.of("POST", url + where)
                .repeated()
                .body("application/json", JSON.writeValueAsString(permission));
        expect(send(call), 200, 201, 409);
    }

    /** Whether the server is older than version 2. */
    private boolean isOld() {
        var known = old;
        if (known == null) {
            var version = Optional.of(information().at("/app/version").asString(""))
                    .filter(text -> !text.isEmpty())
                    .or(() -> read("/version").map(json -> json.path("version").asString("")))
                    .orElse("");
            known = version.startsWith("0.") || version.startsWith("1.");
            old = known;
        }
        return known;
    }

    private String uaa() {
        var known = uaaUrl;
        if (known == null) {
            known = information().at("/auth-server/url").asString("");
            if (known.isEmpty()) {
                throw new HttpFailure(
                        HttpFailure.Kind.AUTHENTICATION, "CredHub names no UAA to authenticate with", null);
            }
            uaaUrl = known;
        }
        return known;
    }

    private JsonNode information() {
        return json(expect(send(HttpCall.get(url + "/info"), Authorization.none()), 200));
    }

    private HttpReply send(HttpCall call) {
        return send(call, tokens);
    }

    private HttpReply send(HttpCall call, Authorization authorization) {
        try {
            return connections.send(call, authorization);
        } catch (HttpFailure e) {
            throw new CredHubException("CredHub cannot be asked: " + e.getMessage(), e);
        }
    }

    /** Without the answer's body, which may hold a credential; only CredHub's own sentence. */
    private static HttpReply expect(HttpReply reply, Integer... statuses) {
        if (!reply.isOneOf(statuses)) {
            var sentence = reply.json()
                    .map(json -> json.path("error").asString(""))
                    .filter(text -> !text.isEmpty())
                    .map(text -> ": " + text)
                    .orElse("");
            throw new CredHubException("CredHub answered with status " + reply.status() + sentence, null);
        }
        return reply;
    }

    private static JsonNode json(HttpReply reply) {
        return reply.json().orElseThrow(() -> new CredHubException("CredHub's answer is not JSON", null));
    }
}
