package io.chandler.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request as a simulator received it.
 *
 * @param path as sent, percent signs and all
 * @param query as sent, without the question mark; empty text for a bare one; absent if there was none
 * @param headers by name in lower case; several of one name are joined by {@code ", "}
 */
public record Request(String method, String path, Optional<String> query, Map<String, String> headers, String body) {

    /** The path with its query, as sent. */
    public String target() {
        return query.map(q -> path + "?" + q).orElse(path);
    }

    /** A header by its name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The first value of a parameter of the query, decoded. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** All values of a parameter of the query, decoded. */
    public List<String> parameters(String name) {
        return values(query.orElse(""), name);
    }

    /** The names of the parameters of the query, decoded, in their order. */
    public List<String> parameterNames() {
        return query.stream()
                .flatMap(text -> Stream.of(text.split("&", -1)))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> decode(pair.contains("=") ? pair.substring(0, pair.indexOf('=')) : pair))
                .distinct()
                .toList();
    }

    /** The first value of a field of a body that is a form, decoded. */
    public Optional<String> field(String name) {
        return values(body, name).stream().findFirst();
    }

    private static List<String> values(String form, String name) {
        var values = new ArrayList<String>();
        for (var pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            var key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** Method and target alone: headers and body may hold secrets. */
    @Override
    public String toString() {
        return method + " " + target();
    }
}
