package io.chandler.ondemand.bosh;

import io.chandler.ondemand.configuration.Configuration.BindingDns;
import io.chandler.ondemand.configuration.Configuration.Bosh;
import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.ondemand.http.HttpCall;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * The director over HTTPS. Tokens are cached, connections re-used. {@link Requests} says whether it asks for what it needs,
 * or for all that the original asks for as well.
 */
public final class HttpDirector implements Director, AutoCloseable {

    private static final int LATEST = 30;
    private static final Duration LATELY = Duration.ofHours(1);

    private static final String WITHOUT_CONFIGS = "?exclude_configs=true";

    private final DirectorConnection connection;
    private final TaskResults results;
    private final Links links;
    private final Optional<TaskWatch> watch;

    /** What is asked of the director. */
    public enum Requests {
        /** What the broker needs to know. */
        NEEDED,
        /** What the original asks for, in its order: all deployments to find one, and every task that it began to the end. */
        ORIGINAL
    }

    /** A director that is asked for what is needed; see the other constructor. */
    public HttpDirector(Bosh bosh, Map<String, String> environment) {
        this(bosh, environment, Requests.NEEDED);
    }

    /**
     * Asks nothing yet.
     *
     * @param environment for {@code BOSH_ALL_PROXY}
     * @throws io.chandler.ondemand.configuration.ConfigurationException if the certificate or the proxy is unusable
     */
    public HttpDirector(Bosh bosh, Map<String, String> environment, Requests requests) {
        this.connection = new DirectorConnection(bosh, environment, requests == Requests.ORIGINAL);
        this.results = new TaskResults(connection);
        this.links = new Links(connection);
        this.watch = requests == Requests.ORIGINAL ? Optional.of(new TaskWatch(connection)) : Optional.empty();
    }

    /** What the director says to who does not authenticate: the first request of the start. */
    public DirectorInformation greeting() {
        return connection.greeting();
    }

    @Override
    public DirectorInformation information() {
        return connection.information();
    }

    @Override
    public List<String> deployments() {
        // The original asks for orphans with more than their names.
        return deployments(watch.isPresent() ? "" : WITHOUT_CONFIGS);
    }

    private List<String> deployments(String query) {
        var names = new ArrayList<String>();
        connection
                .json("/deployments" + query)
                .forEach(deployment -> names.add(deployment.path("name").asString("")));
        return List.copyOf(names);
    }

    @Override
    public Optional<String> manifest(String deployment) {
        if (watch.isPresent() && !deployments(WITHOUT_CONFIGS).contains(deployment)) {
            return Optional.empty();
        }
        var reply = connection.send(connection.get(path(deployment)));
        if (reply.status() == 404) {
            return Optional.empty();
        }
        var json = connection.json(connection.successful(reply));
        return Optional.of(json.path("manifest").asString(""));
    }

    @Override
    public long deploy(String manifest, Optional<String> contextId) {
        var call =
                connection.call("POST", "/deployments" + bareQuery()).repeated().body("text/yaml", manifest);
        return start(call, contextId);
    }

    /** Starts a task and returns its id. */
    private long start(HttpCall call, Optional<String> contextId) {
        return begun(connection.send(DirectorConnection.inContext(call, contextId)), contextId);
    }

    private long begun(HttpReply reply, Optional<String> contextId) {
        long task = connection.taskOf(reply);
        watch.ifPresent(tasks -> tasks.begin(task, contextId));
        return task;
    }

    @Override
    public long recreate(String deployment, Optional<String> contextId) {
        var call = connection
                .call("PUT", path(deployment) + "/jobs/*?fix=true&state=recreate")
                .body("text/yaml", "");
        return start(call, contextId);
    }

    @Override
    public OptionalLong delete(String deployment, boolean force, Optional<String> contextId) {
        if (watch.isPresent() && !deployments(WITHOUT_CONFIGS).contains(deployment)) {
            return OptionalLong.empty();
        }
        var call = connection.call("DELETE", path(deployment) + (force ? "?force=true" : bareQuery()));
        var reply = connection.send(DirectorConnection.inContext(call, contextId));
        return reply.status() == 404 ? OptionalLong.empty() : OptionalLong.of(begun(reply, contextId));
    }

    @Override
    public long runErrand(String deployment, Errand errand, Optional<String> contextId) {
        var instances = new ArrayList<Map<String, String>>();
        for (var instance : errand.instances()) {
            var pieces = instance.split("/", 2);
            var named = new LinkedHashMap<String, String>();
            named.put("group", pieces[0]);
            if (pieces.length > 1) {
                named.put("id", pieces[1]);
            }
            instances.add(named);
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("instances", instances);
        body.put("keep-alive", false);
        body.put("when-changed", false);
        var call = connection
                .call("POST", path(deployment) + "/errands/" + Percent.encode(errand.name()) + "/runs")
                .body("application/json", connection.text(body));
        return start(call, contextId);
    }

    @Override
    public Task task(long id) {
        return results.judged(task(connection.json("/tasks/" + id)));
    }

    @Override
    public void cancel(long task) {
        var reply = connection.send(connection.call("DELETE", "/task/" + task));
        // 400: it has ended, or is being cancelled already. 404: it has been forgotten.
        if (!reply.isOneOf(400, 404)) {
            connection.successful(reply);
        }
    }

    @Override
    public List<Task> unfinishedTasks(String deployment) {
        return tasks("/tasks?deployment=" + Percent.encode(deployment)
                + "&state=processing%2Ccancelling%2Cqueued&verbose=1");
    }

    @Override
    public List<Task> tasksOfContext(String deployment, String contextId) {
        return tasks("/tasks?context_id=" + Percent.encode(contextId)).stream()
                .filter(task -> task.deployment().equals(Optional.of(deployment)))
                .sorted(Comparator.comparingLong(Task::id).reversed())
                .map(results::judged)
                .toList();
    }

    @Override
    public List<Task> latestTasks(String deployment) {
        long since = Instant.now().minus(LATELY).getEpochSecond();
        return tasks("/tasks?deployment=" + Percent.encode(deployment) + "&limit=" + LATEST + "&verbose=1", json -> {
            boolean running = Task.State.of(json.path("state").asString("")).running();
            return running || json.path("timestamp").asLong(0) >= since;
        });
    }

    private List<Task> tasks(String path) {
        return tasks(path, _ -> true);
    }

    private List<Task> tasks(String path, Predicate<JsonNode> wanted) {
        var tasks = new ArrayList<Task>();
        for (var task : connection.json(path)) {
            if (wanted.test(task)) {
                tasks.add(task(task));
            }
        }
        return List.copyOf(tasks);
    }

    private static Task task(JsonNode json) {
        return new Task(
                json.path("id").asLong(0),
                Task.State.of(json.path("state").asString("")),
                json.path("description").asString(""),
                json.path("result").asString(""),
                text(json, "context_id"),
                text(json, "deployment"));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.of(json.path(name).asString("")).filter(text -> !text.isEmpty());
    }

    @Override
    public Map<String, List<String>> addresses(String deployment) {
        long task = connection.start(connection.get(path(deployment) + "/vms?format=full"));
        watch.ifPresentOrElse(tasks -> wait(tasks, task), () -> results.await(task));
        var addresses = new TreeMap<String, List<String>>();
        for (var machine : results.lines(task)) {
            var group = addresses.computeIfAbsent(machine.path("job_name").asString(""), _ -> new ArrayList<>());
            machine.path("ips").forEach(address -> group.add(address.asString("")));
        }
        return addresses;
    }

    private static void wait(TaskWatch tasks, long task) {
        tasks.follow(task, Optional.empty());
        TaskResults.requireDone(task, tasks.await(task, Optional.empty()));
    }

    @Override
    public List<Variable> variables(String deployment) {
        var variables = new ArrayList<Variable>();
        connection
                .json(path(deployment) + "/variables")
                .forEach(variable -> variables.add(new Variable(
                        variable.path("name").asString(""), variable.path("id").asString(""))));
        return List.copyOf(variables);
    }

    @Override
    public Map<String, String> configurations(String name) {
        var contents = new TreeMap<String, String>();
        connection
                .json("/configs?latest=true&limit=1&name=" + Percent.encode(name))
                .forEach(config -> contents.put(
                        config.path("type").asString(""), config.path("content").asString("")));
        return contents;
    }

    @Override
    public void putConfiguration(String name, String type, String content) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type);
        body.put("name", name);
        body.put("content", content);
        connection.successful(connection.send(
                connection.call("POST", "/configs").repeated().body("application/json", connection.text(body))));
    }

    @Override
    public void deleteConfigurations(String name) {
        for (var type : configurations(name).keySet()) {
            var reply = connection.send(connection.call(
                    "DELETE", "/configs?name=" + Percent.encode(name) + "&type=" + Percent.encode(type)));
            if (reply.status() != 404) {
                connection.successful(reply);
            }
        }
    }

    @Override
    public String dnsAddress(String deployment, BindingDns binding) {
        return links.address(deployment, binding);
    }

    /** BOSH's own clients send it for no reason, and here it costs a connection of its own. */
    private String bareQuery() {
        return watch.isPresent() ? "?" : "";
    }

    private static String path(String deployment) {
        return "/deployments/" + Percent.encode(deployment);
    }

    @Override
    public void close() {
        watch.ifPresent(TaskWatch::close);
        connection.close();
    }
}
