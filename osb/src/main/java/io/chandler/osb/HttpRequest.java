package io.chandler.osb;

import java.io.InputStream;
import java.util.List;

/**
 * A request as the {@link Endpoint} needs it, independent of the HTTP server.
 *
 * @param method upper case
 * @param rawPath the path as sent, still percent-encoded, without the broker's prefix; begins with {@code /}
 * @param rawQuery the query as sent without {@code ?}; empty where there is none
 * @param headers finds headers by name, case-insensitively
 * @param body the body; read at most up to the endpoint's limit; empty stream where there is none
 */
public record HttpRequest(String method, String rawPath, String rawQuery, Headers headers, InputStream body) {

    /** The headers of a request. */
    @FunctionalInterface
    public interface Headers {
        /** All values of the header, in order; empty where it is absent. Names are case-insensitive. */
        List<String> values(String name);
    }
}
