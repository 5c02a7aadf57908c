package io.chandler.apiserver;

import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A request as the {@link ApiServer} needs it, independent of the HTTP server.
 *
 * @param method upper case
 * @param rawPath as sent, still percent-encoded; begins with {@code /}
 * @param rawQuery as sent without {@code ?}; empty where there is none
 * @param headers finds headers by name, case-insensitively
 * @param body empty stream where there is none
 * @param certificates the client's certificate and its chain, whose key the client has proved to own; empty for none
 * @param remoteAddress where the request came from
 */
public record ApiRequest(
        String method,
        String rawPath,
        String rawQuery,
        Headers headers,
        InputStream body,
        List<X509Certificate> certificates,
        String remoteAddress) {

    public ApiRequest {
        certificates = List.copyOf(certificates);
    }

    /** The headers of a request. */
    @FunctionalInterface
    public interface Headers {
        /** All values of the header, in order; empty where it is absent. Names are case-insensitive. */
        List<String> values(String name);

        /** The names of the headers that there are, as far as that is known. */
        default List<String> names() {
            return List.of();
        }
    }

    /** The first value of a header; empty text where it is absent. */
    public String header(String name) {
        var values = headers.values(name);
        return values.isEmpty() ? "" : values.getFirst();
    }
}
