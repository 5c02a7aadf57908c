package io.chandler.apiserver.internal;

import io.chandler.resources.served.ApiRefusal;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a request was not done, as the Status that the client gets. Messages are worded as Kubernetes words them, because
 * clients show them, and some read them.
 */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int UNPROCESSABLE = 422;

    private final int code;
    private final String reason;
    private final transient ObjectNode details;
    private final String continuation;
    private final String acceptPatch;

    private Failure(int code, String reason, String message, ObjectNode details) {
        this(code, reason, message, details, "", "");
    }

    private Failure(
            int code, String reason, String message, ObjectNode details, String continuation, String acceptPatch) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
        this.continuation = continuation;
        this.acceptPatch = acceptPatch;
    }

    /** A failure without details. */
    public static Failure of(int code, String reason, String message) {
        return new Failure(code, reason, message, Json.object());
    }

    static Failure badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    /** There is nothing at this path. */
    public static Failure noSuchPath() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    static Failure methodNotAllowed() {
        return of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static Failure notAcceptable(String what) {
        return of(406, "NotAcceptable", "only the following media types are accepted: " + what);
    }

    static Failure unsupportedMediaType(String accepted) {
        return of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    /** A patch of another media type than those that there are. */
    static Failure unsupportedPatch(String accepted) {
        var failure = unsupportedMediaType(accepted);
        return new Failure(
                failure.code, failure.reason, String.valueOf(failure.getMessage()), Json.object(), "", accepted);
    }

    static Failure tooLarge(int limit) {
        return of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + limit);
    }

    /** There are too many requests, or it is not possible now: to be tried again. */
    public static Failure later(int code, String reason, String message, Duration retryAfter) {
        var details = Json.object();
        details.put("retryAfterSeconds", Math.max(1, retryAfter.toSeconds()));
        return new Failure(code, reason, message, details);
    }

    /** Options of a request that do not fit together. */
    static Failure invalidOptions(String kind, ApiRefusal.Cause cause) {
        return new Failure(
                UNPROCESSABLE,
                "Invalid",
                kind + ".meta.k8s.io \"\" is invalid: " + cause.field() + ": " + cause.message(),
                causes(details("", "meta.k8s.io", kind), List.of(cause)));
    }

    /** A revision that this server has not reached. */
    static Failure tooLargeResourceVersion(String asked, String current) {
        var details = Json.object();
        var cause = details.putArray("causes").addObject();
        cause.put("reason", "ResourceVersionTooLarge");
        cause.put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return new Failure(504, "Timeout", "Too large resource version: " + asked + ", current: " + current, details);
    }

    /**
     * A list or watch whose history is gone.
     *
     * @param continuation goes on with a list where it was; empty for none
     */
    static Failure expired(String message, String continuation) {
        return new Failure(410, "Expired", message, Json.object(), continuation, "");
    }

    /**
     * What the client is told where those who keep the objects refuse.
     *
     * @param resource plural name
     * @param name of the object; empty text where there is none
     */
    static Failure of(ApiRefusal refusal, String group, String resource, String kind, String name) {
        var named = resource + "." + group + " \"" + name + "\"";
        return switch (refusal) {
            case ApiRefusal.BadRequest bad -> badRequest(bad.message());
            case ApiRefusal.Invalid invalid ->
                new Failure(
                        UNPROCESSABLE,
                        "Invalid",
                        kind + "." + group + " \"" + name + "\" is invalid: " + sentence(invalid.causes()),
                        causes(details(name, group, kind), invalid.causes()));
            case ApiRefusal.NotFound _ ->
                new Failure(404, "NotFound", named + " not found", details(name, group, resource));
            case ApiRefusal.AlreadyExists _ ->
                new Failure(409, "AlreadyExists", named + " already exists", details(name, group, resource));
            case ApiRefusal.Conflict conflict ->
                new Failure(
                        409,
                        "Conflict",
                        conflict.causes().isEmpty()
                                ? "Operation cannot be fulfilled on " + named + ": " + conflict.message()
                                : conflict.message(),
                        causes(details(name, group, resource), conflict.causes()));
            case ApiRefusal.Forbidden forbidden ->
                new Failure(
                        403,
                        "Forbidden",
                        named + " is forbidden: " + forbidden.message(),
                        details(name, group, resource));
            case ApiRefusal.Expired expired ->
                expired(expired.message(), expired.continuation().orElse(""));
            case ApiRefusal.TooManyRequests many -> later(429, "TooManyRequests", many.message(), many.retryAfter());
            case ApiRefusal.ServiceUnavailable unavailable ->
                later(503, "ServiceUnavailable", unavailable.message(), unavailable.retryAfter());
            default -> of(500, "InternalError", "the request could not be answered");
        };
    }

    /** Somebody may not do what he wants to do. */
    public static Failure forbidden(String group, String resource, String name, String message) {
        var named =
                resource.isEmpty() ? "" : resource + "." + group + (name.isEmpty() ? "" : " \"" + name + "\"") + " is ";
        return new Failure(403, "Forbidden", named + "forbidden: " + message, details(name, group, resource));
    }

    private static String sentence(List<ApiRefusal.Cause> causes) {
        var texts = causes.stream()
                .map(cause -> cause.field().isEmpty() ? cause.message() : cause.field() + ": " + cause.message())
                .toList();
        return texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    }

    private static ObjectNode details(String name, String group, String kind) {
        var details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!kind.isEmpty()) {
            details.put("group", group).put("kind", kind);
        }
        return details;
    }

    private static ObjectNode causes(ObjectNode details, List<ApiRefusal.Cause> causes) {
        if (!causes.isEmpty()) {
            var array = details.putArray("causes");
            for (var cause : causes) {
                var node = array.addObject();
                node.put("reason", cause.reason()).put("message", cause.message());
                if (!cause.field().isEmpty()) {
                    node.put("field", cause.field());
                }
            }
        }
        return details;
    }

    /** The same with more to say. */
    Failure with(String more) {
        return new Failure(code, reason, getMessage() + more, details, continuation, acceptPatch);
    }

    /** What goes on with a list that expired; empty for none. */
    String continuation() {
        return continuation;
    }

    /** The status code of HTTP. */
    public int code() {
        return code;
    }

    /** The media types of patches, where another was sent; else empty. */
    public String acceptPatch() {
        return acceptPatch;
    }

    /** Seconds after which to try again; zero for none. */
    public int retryAfterSeconds() {
        return details.path("retryAfterSeconds").asInt(0);
    }

    /** The Status. */
    public ObjectNode status() {
        var status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        var metadata = status.putObject("metadata");
        if (!continuation.isEmpty()) {
            metadata.put("continue", continuation);
        }
        status.put("status", "Failure")
                .put("message", String.valueOf(getMessage()))
                .put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        status.put("code", code);
        return status;
    }
}
