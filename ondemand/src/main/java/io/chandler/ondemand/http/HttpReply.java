package io.chandler.ondemand.http;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer, read completely. */
public record HttpReply(int status, HttpHeaders headers, byte[] body) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int EXCERPT = 2_000;

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body for a message: as text, cut where it is long. */
    public String excerpt() {
        var text = text();
        return text.length() > EXCERPT ? text.substring(0, EXCERPT) + "..." : text;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The status with its phrase, such as {@code 404 Not Found}; the number alone where it is a rare one. */
    public String statusLine() {
        var phrase = switch (status) {
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 500 -> " Internal Server Error";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            case 504 -> " Gateway Timeout";
            default -> "";
        };
        return status + phrase;
    }

    public boolean isOneOf(Integer... statuses) {
        return Set.of(statuses).contains(status);
    }

    /** The body as JSON; empty if it is not. */
    public Optional<JsonNode> json() {
        try {
            var node = JSON.readTree(body);
            return node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** The status; the body may hold secrets. */
    @Override
    public String toString() {
        return "HttpReply[status=" + status + "]";
    }
}
