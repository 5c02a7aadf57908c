package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Plain answers. */
public final class Answers {

    static final String JSON = "application/json";
    static final Header NO_STORE = new Header("Cache-Control", "no-cache, private");

    private Answers() {}

    static ApiResponse json(int status, ObjectNode json) {
        return json(status, JSON, json);
    }

    static ApiResponse json(int status, String mediaType, ObjectNode json) {
        return new ApiResponse(
                status, List.of(new Header("Content-Type", mediaType), NO_STORE), new Body.Bytes(Json.bytes(json)));
    }

    /** An answer in JSON that is written when it is sent. */
    static ApiResponse pieces(ApiResponse.Writer writer) {
        return new ApiResponse(200, List.of(new Header("Content-Type", JSON), NO_STORE), new Body.Pieces(writer));
    }

    static ApiResponse text(int status, String text) {
        return text(status, "text/plain; charset=utf-8", text);
    }

    private static ApiResponse text(int status, String mediaType, String text) {
        return new ApiResponse(
                status,
                List.of(new Header("Content-Type", mediaType), NO_STORE),
                new Body.Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Figures in the text format of Prometheus. */
    static ApiResponse metrics(String text) {
        return text(200, "text/plain; version=0.0.4; charset=utf-8", text);
    }

    /** The Status of a failure. */
    public static ApiResponse failure(Failure failure) {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", JSON));
        headers.add(NO_STORE);
        if (failure.retryAfterSeconds() > 0) {
            headers.add(new Header("Retry-After", Integer.toString(failure.retryAfterSeconds())));
        }
        if (!failure.acceptPatch().isEmpty()) {
            headers.add(new Header("Accept-Patch", failure.acceptPatch()));
        }
        return new ApiResponse(failure.code(), headers, new Body.Bytes(Json.bytes(failure.status())));
    }
}
