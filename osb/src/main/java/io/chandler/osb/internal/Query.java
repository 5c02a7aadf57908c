package io.chandler.osb.internal;

import java.util.Optional;

/** Reads single values of a raw query; of repeated names the first counts. */
public final class Query {

    private Query() {}

    /** Whether {@code accepts_incomplete} is {@code true} in any case. */
    public static boolean acceptsIncomplete(String query) {
        return raw(query, "accepts_incomplete").equalsIgnoreCase("true");
    }

    /** The id; empty where it is absent or blank; 400 where it is malformed. */
    public static Optional<String> id(String query, String name) {
        var raw = raw(query, name);
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        var id = Percent.value(raw);
        if (id == null) {
            throw Refused.malformed(
                    name + " in the query must be percent-encoded UTF-8 text without control characters.");
        }
        return id.isBlank() ? Optional.empty() : Optional.of(id);
    }

    /** The operation; empty where it is absent, and where it cannot be one that the broker gave out. */
    public static Optional<String> operation(String query) {
        var raw = raw(query, "operation");
        var operation = raw.isEmpty() ? null : Percent.value(raw);
        return Optional.ofNullable(operation);
    }

    private static String raw(String query, String name) {
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (query.startsWith(name, start)) {
                int after = start + name.length();
                if (after == end) {
                    return "";
                }
                if (after < end && query.charAt(after) == '=') {
                    return query.substring(after + 1, end);
                }
            }
            start = end + 1;
        }
        return "";
    }
}
