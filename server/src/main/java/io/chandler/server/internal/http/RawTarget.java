package io.chandler.server.internal.http;

import io.helidon.http.HttpPrologue;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request as it was sent, nothing decoded and nothing normalised.
 *
 * @param path begins with a slash
 * @param query without question mark; empty where there is none
 */
record RawTarget(String path, String query) {

    /** The target; null where it is not a path, or has a fragment, which no client may send. */
    static @Nullable RawTarget of(HttpPrologue prologue) {
        var path = prologue.uriPath().rawPath();
        if (!path.startsWith("/")) {
            path = withoutAuthority(path);
        }
        return path == null || prologue.fragment().hasValue()
                ? null
                : new RawTarget(path, prologue.query().rawValue());
    }

    /** The path of an absolute address, such as a proxy may be sent. */
    private static @Nullable String withoutAuthority(String address) {
        int authority = address.startsWith("http://") ? 7 : address.startsWith("https://") ? 8 : -1;
        int slash = authority < 0 ? -1 : address.indexOf('/', authority);
        return slash < 0 ? null : address.substring(slash);
    }
}
