package io.chandler.ondemand.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param repeatable whether it may be sent again after a connection broke when it may have arrived already
 */
public record HttpCall(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, boolean repeatable) {

    /** A request without body. Only POST is not repeatable. */
    public static HttpCall of(String method, String uri) {
        return new HttpCall(method, URI.create(uri), Map.of(), Optional.empty(), !method.equals("POST"));
    }

    public static HttpCall get(String uri) {
        return of("GET", uri);
    }

    /** The same with a header more. */
    public HttpCall header(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new HttpCall(method, uri, all, body, repeatable);
    }

    /** The same with a body. */
    public HttpCall body(String contentType, String text) {
        var with = header("Content-Type", contentType);
        return new HttpCall(method, uri, with.headers, Optional.of(text.getBytes(StandardCharsets.UTF_8)), repeatable);
    }

    /** The same, to be repeated like a GET. */
    public HttpCall repeated() {
        return new HttpCall(method, uri, headers, body, true);
    }

    /** The request line; headers and body may hold secrets. */
    @Override
    public String toString() {
        return method + " " + uri;
    }
}
