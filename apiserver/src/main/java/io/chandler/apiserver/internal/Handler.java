package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.Authorizer.Action;
import io.chandler.apiserver.User;
import io.chandler.apiserver.internal.Writes.Target;
import io.chandler.resources.Ref;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import io.chandler.resources.served.ServedResource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Does what requests ask for, once it is known who asks and that he may. Thread-safe. */
public final class Handler {

    private final String group;
    private final String version;
    private final Map<String, ServedResource> resources = new LinkedHashMap<>();
    private final Documents documents;
    private final Lists lists;
    private final Watches watches;
    private final Writes writes;
    private final Function<String, List<CoreObjects.Noted>> events;

    /**
     * @param events by namespace; empty text for all
     * @param metrics figures in the text format of Prometheus; empty for none
     * @param bookmarks how often a watcher that wants to know is told how far it is
     * @param shortestWatch how long a watch is that has no limit of its own, at least
     */
    public Handler(
            String group,
            String version,
            String productVersion,
            List<ServedResource> served,
            Function<String, List<CoreObjects.Noted>> events,
            Optional<Supplier<String>> metrics,
            InstantSource clock,
            Duration bookmarks,
            Duration shortestWatch) {
        this.group = group;
        this.version = version;
        served.forEach(resource -> resources.put(resource.definition().plural(), resource));
        documents = new Documents(
                group,
                version,
                productVersion,
                served.stream().map(ServedResource::definition).toList(),
                metrics);
        var turns = new Turns();
        lists = new Lists(clock, turns);
        watches = new Watches(clock, bookmarks, shortestWatch, turns);
        writes = new Writes(clock);
        this.events = events;
    }

    /**
     * What a request asks for.
     *
     * @param action what authorization is about
     */
    public record Asked(Route route, Query query, Action action) {

        /** Whether it lasts until somebody ends it. */
        public boolean watches() {
            return action.verb().equals("watch");
        }

        /** Whether it may change something. */
        public boolean changes() {
            return action instanceof Action.OnObjects
                    && !List.of("get", "list", "watch").contains(action.verb());
        }
    }

    /** Finds out what a request asks for. @throws Failure if that makes no sense */
    public Asked asked(ApiRequest request) {
        var query = new Query(request.rawQuery());
        var route = Route.of(request.rawPath(), group, version, resources);
        var action = switch (route) {
            case Route.Objects objects ->
                new Action.OnObjects(
                        verb(request.method(), objects.single(), query),
                        group,
                        version,
                        objects.resource().definition().plural(),
                        objects.subresource(),
                        objects.namespace(),
                        objects.name());
            case Route.Events(var namespace) ->
                new Action.OnObjects(verb(request.method(), false, query), "", "v1", "events", "", namespace, "");
            case Route.Namespace(var name) ->
                new Action.OnObjects(verb(request.method(), true, query), "", "v1", "namespaces", "", name, name);
            case Route.Path(var path) -> new Action.OnPath(request.method().toLowerCase(Locale.ROOT), path);
        };
        return new Asked(route, query, action);
    }

    private static String verb(String method, boolean single, Query query) {
        return switch (method) {
            case "GET" -> query.flag("watch") ? "watch" : single ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> single ? "delete" : "deletecollection";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    /** Does it. @throws Failure if it cannot be done */
    public ApiResponse answer(ApiRequest request, Asked asked, User user) {
        return switch (asked.route()) {
            case Route.Objects objects -> objects(request, asked, objects, user);
            case Route.Events(var namespace) -> {
                require(asked.action().verb().equals("list"));
                yield CoreObjects.events(events.apply(namespace), group + "/" + version, asked.query());
            }
            case Route.Namespace(var name) -> {
                require(asked.action().verb().equals("get"));
                yield Answers.json(200, CoreObjects.namespace(name));
            }
            case Route.Path(var path) -> {
                var document = documents.answer(path, request).orElseThrow(Failure::noSuchPath);
                require(request.method().equals("GET"));
                yield document;
            }
        };
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw Failure.methodNotAllowed();
        }
    }

    private ApiResponse objects(ApiRequest request, Asked asked, Route.Objects route, User user) {
        var kind = new Kind(group, version, route.resource());
        var definition = kind.definition();
        var verb = asked.action().verb();
        boolean status = route.subresource().equals("status")
                && !definition.statusVerbs().isEmpty();
        if (!route.subresource().isEmpty() && !status) {
            return subresource(kind, route, verb);
        }
        var allowed = status ? definition.statusVerbs() : definition.verbs();
        require(allowed.stream().map(Handler::name).anyMatch(verb::equals));
        var format = Format.of(request);
        var target = new Target(kind, route, asked.query(), format, user, request);
        return switch (verb) {
            case "get" -> lists.get(kind, route, asked.query(), format);
            case "list" -> lists.list(kind, route, asked.query(), format);
            case "watch" -> watches.watch(kind, route, asked.query(), format);
            case "create" -> {
                require(!route.single() && !route.namespace().isEmpty());
                yield writes.create(target);
            }
            case "update" -> {
                require(route.single());
                yield writes.replace(target);
            }
            case "patch" -> {
                require(route.single());
                yield writes.patch(target);
            }
            case "delete" -> Deletes.delete(target);
            case "deletecollection" -> {
                require(!route.namespace().isEmpty());
                yield Deletes.deleteCollection(target);
            }
            default -> throw Failure.methodNotAllowed();
        };
    }

    private static String name(Verb verb) {
        return verb.name().toLowerCase(Locale.ROOT);
    }

    private static ApiResponse subresource(Kind kind, Route.Objects route, String verb) {
        ServedDefinition.Subresource known = kind.definition().subresources().stream()
                .filter(subresource -> subresource.name().equals(route.subresource()))
                .findFirst()
                .orElseThrow(Failure::noSuchPath);
        require(verb.equals("get"));
        var ref = new Ref(route.namespace(), route.name());
        var content = kind.asked(route.name(), () -> kind.resource().subresource(ref, known.name()))
                .orElseThrow(() -> kind.notFound(route.name()));
        var json = Json.object();
        json.put("apiVersion", kind.apiVersion()).put("kind", known.kind());
        json.putObject("metadata").put("name", ref.name()).put("namespace", ref.namespace());
        json.setAll(content);
        return Answers.json(200, json);
    }

    /** Ends all watches. */
    public void end() {
        watches.end();
    }

    /** How many watches there are. */
    public int watching() {
        return watches.running();
    }
}
