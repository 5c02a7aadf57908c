package io.chandler.apiserver.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The parameters of a query; of those that come twice the first counts, as in Kubernetes. Unknown ones are ignored. */
public final class Query {

    private static final Set<String> TRUE = Set.of("true", "1", "t", "T", "TRUE", "True", "");

    private final Map<String, String> values = new HashMap<>();

    /** Reads a query as it was sent. @throws Failure if it is not well encoded */
    public Query(String raw) {
        for (var part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                var name = equals < 0 ? part : part.substring(0, equals);
                values.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("the query of the request is not well encoded");
        }
    }

    /** The text of a parameter; empty where it is not there. */
    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether a parameter is there and not empty. */
    public boolean has(String name) {
        return !text(name).isEmpty();
    }

    /** Whether a parameter is there and true. */
    public boolean flag(String name) {
        var value = values.get(name);
        return value != null && TRUE.contains(value);
    }

    /** Whether a parameter is true or false; empty where it is not there. */
    Optional<Boolean> choice(String name) {
        return Optional.ofNullable(values.get(name)).map(TRUE::contains);
    }

    /** A number that is not negative. @throws Failure if it is none */
    OptionalLong number(String name) {
        var text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw Failure.badRequest("the parameter " + name + " must be a whole number that is not negative");
    }
}
