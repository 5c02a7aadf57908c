package io.chandler.ondemand.uaa;

import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.http.Address;
import io.chandler.ondemand.http.HttpCall;
import io.chandler.ondemand.http.HttpConnections;
import io.chandler.ondemand.http.HttpConnections.Settings;
import io.chandler.ondemand.http.HttpFailure;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Percent;
import io.chandler.ondemand.http.Proxies;
import io.chandler.ondemand.http.Trust;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** UAA's API of clients. Methods block and throw {@link UaaException}. Thread-safe. */
final class ClientsApi {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpConnections connections;
    private final Tokens tokens;
    private final String url;

    /** @param environment for {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} */
    ClientsApi(CloudFoundry section, Map<String, String> environment) {
        url = Address.of("cf.uaa.url", section.uaa().url());
        var trust = section.disableSslCertVerification()
                ? Trust.everything()
                : Trust.systemAnd(
                        "cf.root_ca_cert", section.rootCaCertificate().stream().toList());
        connections = new HttpConnections(
                Settings.of(trust).through(Proxies.ofEnvironment(environment)).within(LIMIT));
        tokens = new Tokens(
                connections,
                () -> url,
                section.uaa().authentication(),
                "token_format=jwt",
                InstantSource.system(),
                _ -> {});
    }

    /** The client with an id. */
    Optional<JsonNode> find(String id) {
        var what = "failed to list uaa client(s)";
        var quoted = id.replace("\\", "\\\\").replace("\"", "\\\"");
        var filter = Percent.encode("client_id eq \"" + quoted + "\"");
        var reply = expect(
                what, send(what, HttpCall.get(url + "/oauth/clients?count=1&filter=" + filter + "&startIndex=1")), 200);
        var list = reply.json()
                .orElseThrow(() -> new UaaException(UaaException.Kind.FAILED, what + ": the answer is not JSON", null));
        return list.path("resources").valueStream().findFirst();
    }

    /** Makes a client; one that has its id is left over from a request that failed, and is replaced. */
    void create(String id, JsonNode client) {
        var what = "failed to create client";
        var reply = send(what, json("POST", "/oauth/clients", client));
        if (reply.status() == 409) {
            // Nobody knows its secret.
            delete(id);
            reply = send(what, json("POST", "/oauth/clients", client));
        }
        expect(what, reply, 200, 201);
    }

    void update(String id, JsonNode client) {
        var what = "failed to update client";
        expect(what, send(what, json("PUT", path(id), client)), 200);
    }

    /** Deletes a client; already gone is well. */
    void delete(String id) {
        var what = "failed to delete client";
        expect(what, send(what, HttpCall.of("DELETE", url + path(id))), 200, 404);
    }

    private static String path(String id) {
        return "/oauth/clients/" + Percent.encode(id);
    }

    private HttpCall json(String method, String path, JsonNode body) {
        return HttpCall.of(method, url + path).body("application/json", body.toString());
    }

    private HttpReply send(String what, HttpCall call) {
        try {
            return connections.send(call, tokens);
        } catch (HttpFailure e) {
            throw new UaaException(UaaException.Kind.FAILED, what + ": " + e.getMessage(), e);
        }
    }

    private static HttpReply expect(String what, HttpReply reply, Integer... statuses) {
        if (!reply.isOneOf(statuses)) {
            throw new UaaException(
                    reply.isOneOf(401, 403) ? UaaException.Kind.FORBIDDEN : UaaException.Kind.FAILED,
                    what + ": UAA answered with status " + reply.status() + ": " + reason(reply),
                    null);
        }
        return reply;
    }

    /** UAA's own sentence; the rest of an answer may hold more than an operator should see. */
    private static String reason(HttpReply reply) {
        @Nullable JsonNode json = reply.json().orElse(null);
        return json == null
                ? "no reason given"
                : json.path("error_description").asString(json.path("error").asString("no reason given"));
    }
}
