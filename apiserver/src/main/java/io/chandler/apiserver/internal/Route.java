package io.chandler.apiserver.internal;

import io.chandler.resources.served.ServedResource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the path of a request means. */
public sealed interface Route {

    /**
     * Objects of a kind, or one of them.
     *
     * @param namespace empty text for all
     * @param name empty text for a collection
     * @param subresource empty text for the object itself
     */
    record Objects(ServedResource resource, String namespace, String name, String subresource) implements Route {

        /** Whether it is one object. */
        boolean single() {
            return !name.isEmpty();
        }
    }

    /**
     * Events of objects, which belong to the core group.
     *
     * @param namespace empty text for all
     */
    record Events(String namespace) implements Route {}

    /** A namespace, as far as there is such a thing here. */
    record Namespace(String name) implements Route {}

    /** Anything else. */
    record Path(String path) implements Route {}

    /**
     * Reads a path as it was sent.
     *
     * @param resources by plural name
     * @throws Failure if it is not well encoded
     */
    static Route of(String rawPath, String group, String version, Map<String, ServedResource> resources) {
        var segments = segments(rawPath);
        var path = new Path("/" + String.join("/", segments));
        if (starts(segments, List.of("api", "v1"))) {
            return core(segments.subList(2, segments.size()), path);
        }
        if (!starts(segments, List.of("apis", group, version))) {
            return path;
        }
        var rest = segments.subList(3, segments.size());
        if (rest.isEmpty()) {
            return path;
        }
        if (!rest.getFirst().equals("namespaces")) {
            var resource = resources.get(rest.getFirst());
            return resource == null || rest.size() > 1 ? path : new Objects(resource, "", "", "");
        }
        var resource = rest.size() < 3 ? null : resources.get(rest.get(2));
        return resource == null || rest.size() > 5 || rest.get(1).isEmpty()
                ? path
                : new Objects(resource, rest.get(1), at(rest, 3), at(rest, 4));
    }

    private static Route core(List<String> rest, Path path) {
        if (rest.equals(List.of("events"))) {
            return new Events("");
        }
        boolean inNamespace = rest.size() > 1 && rest.getFirst().equals("namespaces");
        if (inNamespace && rest.size() == 2) {
            return new Namespace(rest.get(1));
        }
        return inNamespace && rest.size() == 3 && rest.get(2).equals("events") ? new Events(rest.get(1)) : path;
    }

    private static boolean starts(List<String> segments, List<String> with) {
        return segments.size() >= with.size()
                && segments.subList(0, with.size()).equals(with);
    }

    private static String at(List<String> segments, int index) {
        return segments.size() > index ? segments.get(index) : "";
    }

    private static List<String> segments(String rawPath) {
        var segments = new ArrayList<String>();
        for (var part : rawPath.substring(1).split("/", -1)) {
            try {
                // A plus is a plus in a path.
                segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Failure.badRequest("the path of the request is not well encoded");
            }
        }
        if (segments.size() > 1 && segments.getLast().isEmpty()) {
            segments.removeLast();
        }
        return segments;
    }
}
