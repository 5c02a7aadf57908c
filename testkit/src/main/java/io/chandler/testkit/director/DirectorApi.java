package io.chandler.testkit.director;

import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Refusal;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The director's API: which request does what. */
final class DirectorApi {

    private final Model model;
    private final Tasks tasks;
    private final DirectorSettings settings;
    private final DirectorAccess access;
    private final Routes routes = new Routes();
    private final String uuid = UUID.randomUUID().toString();

    DirectorApi(Model model, Tasks tasks, DirectorSettings settings, DirectorAccess access, Faults faults) {
        this.model = model;
        this.tasks = tasks;
        this.settings = settings;
        this.access = access;
        var links = new Links(model);
        var configurations = new Configurations(model);
        routes.on("GET", "/deployments", (request, _) -> list(request))
                .on("POST", "/deployments", (request, _) -> deploy(request))
                .on("GET", "/deployments/{name}", (_, parts) -> show(parts))
                .on("DELETE", "/deployments/{name}", this::delete)
                .on("PUT", "/deployments/{name}/jobs/{job}", this::change)
                .on("GET", "/deployments/{name}/vms", this::machines)
                .on("GET", "/deployments/{name}/instances", this::machines)
                .on("GET", "/deployments/{name}/variables", (_, parts) -> variables(parts))
                .on("GET", "/deployments/{name}/errands", (_, parts) -> errands(parts))
                .on("POST", "/deployments/{name}/errands/{errand}/runs", this::runErrand)
                .on("GET", "/tasks", (request, _) -> listTasks(request))
                .on("GET", "/tasks/{id}", (_, parts) -> Response.json(200, Output.task(task(parts))))
                .on("GET", "/tasks/{id}/output", (request, parts) -> Output.answer(task(parts), request))
                .on("DELETE", "/task/{id}", (_, parts) -> cancel(parts))
                .on("GET", "/configs", (request, _) -> configurations.list(request))
                .on("POST", "/configs", (request, _) -> configurations.create(request))
                .on("DELETE", "/configs", (request, _) -> configurations.delete(request))
                .on("GET", "/link_providers", (request, _) -> links.providers(request))
                .on("GET", "/links", (request, _) -> links.list(request))
                .on("POST", "/links", (request, _) -> links.create(request))
                .on("DELETE", "/links/{id}", (_, parts) -> links.delete(part(parts, "id")))
                .on("GET", "/link_address", (request, _) -> links.address(request))
                .on("GET", "/locks", (_, _) -> locks());
        new Control(tasks, faults).addTo(routes);
    }

    Response answer(Request request) {
        var user = access.user(request);
        if (request.path().equals("/info") && request.method().equals("GET")) {
            return information(user);
        }
        if (user.isEmpty()) {
            return Response.text(401, "Not authorized: '" + request.path() + "'\n")
                    .with("WWW-Authenticate", "Basic realm=\"BOSH Director\"");
        }
        model.lock.lock();
        try {
            return routes.answer(request).orElseGet(() -> Response.text(404, "Not Found\n"));
        } finally {
            model.lock.unlock();
        }
    }

    private Response information(Optional<String> user) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", settings.name());
        json.put("uuid", uuid);
        json.put("version", settings.version());
        json.put("user", user.orElse(null));
        json.put("cpi", "simulator_cpi");
        json.put("stemcell_os", "-");
        json.put("stemcell_version", "-");
        json.put("user_authentication", access.description());
        json.put(
                "features",
                Map.of(
                        "local_dns",
                        Map.of("status", true, "extras", Map.of("domain_name", "bosh")),
                        "config_server",
                        Map.of("status", true, "extras", Map.of("urls", List.of())),
                        "snapshots",
                        Map.of("status", false)));
        return Response.json(200, json);
    }

    private Response list(Request request) {
        boolean bare = request.parameter("exclude_configs").equals(Optional.of("true"));
        var list = new ArrayList<Map<String, Object>>();
        for (var deployment : model.deployments()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("name", deployment.name());
            json.put("releases", deployment.releases());
            json.put("stemcells", deployment.stemcells());
            json.put("teams", List.of());
            if (!bare) {
                json.put("cloud_config", "none");
            }
            list.add(json);
        }
        return Response.json(200, list);
    }

    private Response show(Map<String, String> parts) {
        var json = new LinkedHashMap<String, Object>();
        json.put("manifest", deployment(parts).manifest().orElse(null));
        return Response.json(200, json);
    }

    private Response deploy(Request request) {
        requireType(request, "text/yaml");
        var manifest = Manifest.parse(request.body());
        if (model.deployment(manifest.name()).isEmpty()) {
            model.put(Deployment.empty(manifest.name()));
        }
        return submit(request, new Work.Deploy(manifest.name(), request.body()));
    }

    private Response change(Request request, Map<String, String> parts) {
        requireType(request, "text/yaml");
        var deployment = deployment(parts);
        var state = request.parameter("state").orElse("");
        if (!state.equals("recreate") || !part(parts, "job").equals("*")) {
            throw new Refusal(Response.text(
                    501,
                    "the simulator knows only PUT /deployments/<name>/jobs/*?state=recreate, not " + request + "\n"));
        }
        return submit(request, new Work.Recreate(deployment.name()));
    }

    private Response delete(Request request, Map<String, String> parts) {
        boolean force = request.parameter("force").equals(Optional.of("true"));
        return submit(request, new Work.Delete(deployment(parts).name(), force));
    }

    private Response machines(Request request, Map<String, String> parts) {
        var deployment = deployment(parts);
        if (request.parameter("format").equals(Optional.of("full"))) {
            return submit(request, new Work.ListMachines(deployment.name()));
        }
        return Response.json(200, Machines.brief(deployment));
    }

    private Response variables(Map<String, String> parts) {
        return Response.json(200, deployment(parts).variables());
    }

    private Response errands(Map<String, String> parts) {
        return Response.json(
                200,
                deployment(parts).machines().stream()
                        .filter(Machine::errand)
                        .map(Machine::group)
                        .distinct()
                        .map(name -> Map.of("name", name))
                        .toList());
    }

    private Response runErrand(Request request, Map<String, String> parts) {
        requireType(request, "application/json");
        var body = Json.read(request.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> Problem.missing("Invalid JSON request body"));
        var selections = new ArrayList<Work.Selection>();
        for (var instance : body.path("instances")) {
            selections.add(new Work.Selection(
                    Json.text(instance, "group").orElse(""),
                    Json.text(instance, "id").filter(id -> !id.isEmpty())));
        }
        return submit(request, new Work.RunErrand(deployment(parts).name(), part(parts, "errand"), selections));
    }

    private Response submit(Request request, Work work) {
        var contextId = request.header("X-Bosh-Context-Id").filter(id -> !id.isEmpty());
        var task = tasks.submit(work, access.user(request).orElseThrow(), contextId);
        var host = settings.redirectHost().or(() -> request.header("Host"));
        return Response.found(host.map(h -> "https://" + h).orElse("") + "/tasks/" + task.id());
    }

    private Response listTasks(Request request) {
        var states =
                request.parameter("state").filter(text -> !text.isEmpty()).map(text -> List.of(text.split(",", -1)));
        var deployment = request.parameter("deployment");
        var contextId = request.parameter("context_id");
        boolean all = !request.parameter("verbose").orElse("1").equals("1");
        int limit = request.parameter("limit")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Math.max(1, Integer.parseInt(text)))
                .orElse(Integer.MAX_VALUE);
        return Response.json(
                200,
                model.tasks().reversed().stream()
                        .filter(task -> all || task.work().exclusive())
                        .filter(task ->
                                states.map(s -> s.contains(task.state().name())).orElse(true))
                        .filter(task ->
                                deployment.map(task.work().deployment()::equals).orElse(true))
                        .filter(task -> contextId
                                .map(id -> task.contextId().equals(Optional.of(id)))
                                .orElse(true))
                        .limit(limit)
                        .map(Output::task)
                        .toList());
    }

    private Response cancel(Map<String, String> parts) {
        var task = task(parts);
        tasks.cancel(task.id());
        return Response.empty(204);
    }

    private Response locks() {
        return Response.json(
                200,
                tasks.locks().entrySet().stream()
                        .map(lock -> Map.of(
                                "type",
                                "deployment",
                                "resource",
                                List.of(lock.getKey()),
                                "task_id",
                                String.valueOf(lock.getValue())))
                        .toList());
    }

    private Deployment deployment(Map<String, String> parts) {
        var name = part(parts, "name");
        return model.deployment(name).orElseThrow(() -> Problem.deploymentNotFound(name));
    }

    private Task task(Map<String, String> parts) {
        var id = part(parts, "id");
        if (!id.matches("\\d{1,15}")) {
            throw Problem.taskNotFound(id);
        }
        return model.task(Long.parseLong(id)).orElseThrow(() -> Problem.taskNotFound(id));
    }

    private static String part(Map<String, String> parts, String name) {
        return Optional.ofNullable(parts.get(name)).orElseThrow();
    }

    /** The director has no such route for another type. */
    private static void requireType(Request request, String type) {
        var given = request.header("Content-Type").orElse("none");
        if (!given.split(";", 2)[0].strip().equals(type)) {
            throw new Refusal(Response.text(404, "Not Found: Content-Type must be " + type + ", not " + given + "\n"));
        }
    }
}
