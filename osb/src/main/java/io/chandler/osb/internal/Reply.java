package io.chandler.osb.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.osb.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A response before the headers that every response has.
 *
 * @param body empty where there is none
 * @param headers besides {@code Content-Type} and the request identity
 */
public record Reply(
        int status,
        byte[] body,
        List<Header> headers,
        @Nullable String errorCode,
        @Nullable String description,
        @Nullable String supportId) {

    /** The header by which a platform names its request. */
    public static final String REQUEST_IDENTITY = "X-Broker-API-Request-Identity";

    private static final Header JSON = new Header("Content-Type", "application/json");
    private static final List<Header> ONLY_JSON = List.of(JSON);
    private static final int LONGEST_IDENTITY = 1_000;

    /** A reply whose body is constant. */
    static Reply constant(int status, String json) {
        return new Reply(status, json.getBytes(UTF_8), List.of(), null, null, null);
    }

    /** A constant refusal with an error code. */
    static Reply constantError(int status, String code, String description) {
        return new Reply(status, errorBody(code, description), List.of(), code, description, null);
    }

    /** A successful reply. */
    static Reply of(int status, ObjectNode body) {
        return new Reply(status, Json.mapper().writeValueAsBytes(body), List.of(), null, null, null);
    }

    /** A refusal or failure. */
    public static Reply error(int status, String description, List<Header> headers) {
        return new Reply(status, errorBody(null, description), headers, null, description, null);
    }

    /** A failure with a support id. */
    public static Reply failure(int status, String description, String supportId, List<Header> headers) {
        return new Reply(status, errorBody(null, description), headers, null, description, supportId);
    }

    /** This reply with a header more. */
    Reply with(Header header) {
        var more = new ArrayList<>(headers);
        more.add(header);
        return new Reply(status, body, List.copyOf(more), errorCode, description, supportId);
    }

    /** This reply without its body. */
    public Reply withoutBody() {
        return new Reply(status, new byte[0], headers, errorCode, description, supportId);
    }

    /** The whole response. */
    public HttpResponse response(@Nullable String requestIdentity) {
        if (requestIdentity == null && headers.isEmpty() && body.length > 0) {
            return new HttpResponse(status, ONLY_JSON, body);
        }
        var all = new ArrayList<Header>(headers.size() + 2);
        if (body.length > 0) {
            all.add(JSON);
        }
        if (requestIdentity != null) {
            all.add(new Header(REQUEST_IDENTITY, requestIdentity));
        }
        all.addAll(headers);
        return new HttpResponse(status, List.copyOf(all), body);
    }

    /** The request identity; null where it is absent, or nothing that should be sent back or logged. */
    public static @Nullable String requestIdentity(HttpRequest request) {
        var values = request.headers().values(REQUEST_IDENTITY);
        if (values.isEmpty()) {
            return null;
        }
        var identity = values.getFirst();
        if (identity.isBlank() || identity.length() > LONGEST_IDENTITY) {
            return null;
        }
        for (int i = 0; i < identity.length(); i++) {
            char c = identity.charAt(i);
            if (c < ' ' || c > '~') {
                return null;
            }
        }
        return identity;
    }

    private static byte[] errorBody(@Nullable String code, String description) {
        var body = Json.object();
        if (code != null) {
            body.put("error", code);
        }
        if (!description.isEmpty()) {
            body.put("description", description);
        }
        return Json.mapper().writeValueAsBytes(body);
    }
}
