package io.chandler.store.kubernetes.internal;

import io.chandler.resources.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the answers of an API server that are no success mean. */
final class Failures {

    private Failures() {}

    /** What was asked for: a verb of Kubernetes, a kind of objects, and perhaps the name of one. */
    record Asked(String verb, String plural, String group, String namespace, String name) {

        boolean writes() {
            return switch (verb) {
                case "get", "list", "watch" -> false;
                default -> true;
            };
        }

        String objects() {
            return plural + "." + group;
        }
    }

    static StoreException of(Asked asked, int code, byte[] body) {
        var status = status(body);
        return of(asked, code, status);
    }

    static StoreException of(Asked asked, int code, JsonNode status) {
        var key = asked.objects() + "/" + asked.name();
        var reason = status.path("reason").asString("");
        return switch (code) {
            case 401 -> unavailable("the API server of the cluster does not accept the broker's credentials", true);
            case 403 ->
                unavailable(
                        "the broker may not " + asked.verb() + " " + asked.plural() + " of the group " + asked.group()
                                + " in the namespace " + asked.namespace()
                                + ": give its service account a Role with this verb",
                        true);
            case 404 -> missing(asked, key, status);
            case 409 ->
                reason.equals("AlreadyExists")
                        ? new StoreException.AlreadyExists(key)
                        : new StoreException.Conflict(key);
            case 410 -> expired(status);
            case 400, 413, 422 ->
                new StoreException.Invalid("the API server of the cluster refuses " + key + " (" + code + ")");
            case 429 -> unavailable("the API server of the cluster has too much to do", true);
            case 504 ->
                status.path("message").asString("").contains("Too large resource version")
                        ? new StoreException.Expired()
                        : unavailable(code, asked);
            default -> unavailable(code, asked);
        };
    }

    private static StoreException missing(Asked asked, String key, JsonNode status) {
        if (status.path("details").path("name").asString("").isEmpty()) {
            return unavailable(
                    "the cluster does not know " + asked.objects()
                            + ", or the namespace " + asked.namespace()
                            + ": apply the files in deploy/kubernetes/crds",
                    true);
        }
        return new StoreException.NotFound(key);
    }

    private static StoreException expired(JsonNode status) {
        var next = status.path("metadata").path("continue").asString("");
        var expired = new StoreException.Expired();
        return next.isEmpty() ? expired : expired.withContinuation(next);
    }

    /** A connection that failed. */
    static StoreException.Unavailable of(Asked asked, Throwable cause) {
        boolean neverSent = cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof HttpConnectTimeoutException
                || cause.getCause() instanceof ConnectException;
        return new StoreException.Unavailable(
                neverSent
                        ? "the API server of the cluster cannot be reached"
                        : "the API server of the cluster did not answer",
                neverSent || !asked.writes(),
                cause);
    }

    private static StoreException unavailable(int code, Asked asked) {
        return unavailable("the API server of the cluster answers " + code, !asked.writes());
    }

    private static StoreException unavailable(String message, boolean certain) {
        return new StoreException.Unavailable(message, certain, new IOException(message));
    }

    private static JsonNode status(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return JsonMapper.shared().createObjectNode();
        }
    }
}
