package io.chandler.testkit.internal;

import io.chandler.testkit.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which handler answers which request: the first whose method and path match. A path names its parts: {@code /tasks/{id}}. */
public final class Routes {

    /** Answers a request. The parts of the path are decoded. */
    @FunctionalInterface
    public interface Handler {
        Response answer(Request request, Map<String, String> parts);
    }

    private record Route(String method, String[] path, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    public Routes on(String method, String path, Handler handler) {
        routes.add(new Route(method, path.split("/", -1), handler));
        return this;
    }

    /** Empty if there is no such route. */
    public Optional<Response> answer(Request request) {
        var path = request.path().split("/", -1);
        for (var route : routes) {
            if (route.method.equals(request.method())) {
                var parts = match(route.path, path);
                if (parts.isPresent()) {
                    return Optional.of(route.handler.answer(request, parts.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Map<String, String>> match(String[] pattern, String[] path) {
        if (pattern.length != path.length) {
            return Optional.empty();
        }
        var parts = new HashMap<String, String>();
        for (int i = 0; i < path.length; i++) {
            if (pattern[i].startsWith("{")) {
                parts.put(pattern[i].substring(1, pattern[i].length() - 1), decode(path[i]));
            } else if (!pattern[i].equals(path[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
