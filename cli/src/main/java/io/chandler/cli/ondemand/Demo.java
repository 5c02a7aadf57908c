package io.chandler.cli.ondemand;

import io.chandler.ondemand.commands.Errands;
import io.chandler.ondemand.commands.Pause;
import io.chandler.ondemand.commands.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The life of instances on demand, stage by stage; each stage checks what came of it. */
final class Demo {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int INSTANCES = 5;
    private static final int ORPHANS_FOUND = 10;

    /** A stage came out otherwise than it should. */
    static final class Unexpected extends Exception {
        private static final long serialVersionUID = 1L;

        private Unexpected(String message) {
            super(message);
        }
    }

    private record Reply(int status, JsonNode body) {

        String text(String member) {
            return body.path(member).asString("");
        }
    }

    private final DemoHouse house;
    private final PrintWriter out;
    private final HttpClient client;
    private int stages;

    Demo(DemoHouse house, PrintWriter out, HttpClient client) {
        this.house = house;
        this.out = out;
        this.client = client;
    }

    void run() throws Unexpected, IOException, InterruptedException {
        stage("Start the broker with release redis 1");
        house.startBroker("1");
        good("it listens on http://127.0.0.1:" + house.port);
        catalog();
        provision();
        bind("redis-1");
        stage("The operator brings release redis 2; the broker starts anew");
        house.startBroker("2");
        updateIsRefused();
        upgradeAll();
        updateIsAccepted();
        orphan();
        deprovision();
    }

    private void catalog() throws Unexpected, IOException, InterruptedException {
        stage("Ask for the catalog");
        var reply = ask("GET", "/v2/catalog", "");
        demand(reply.status() == 200, "the catalog to be served", reply);
        var offering = reply.body().path("services").path(0);
        good("offering " + offering.path("name").asString("") + " with plan "
                + offering.path("plans").path(0).path("name").asString(""));
    }

    private void provision() throws Unexpected, IOException, InterruptedException {
        stage("Provision " + INSTANCES + " instances, each a deployment of its own");
        var operations = new ArrayList<String>();
        for (int number = 1; number <= INSTANCES; number++) {
            var reply = ask("PUT", instance("redis-" + number) + "?accepts_incomplete=true", "{" + ids() + "}");
            demand(reply.status() == 202, "instance redis-" + number + " to be accepted", reply);
            house.add("redis-" + number);
            operations.add(reply.text("operation"));
        }
        for (int number = 1; number <= INSTANCES; number++) {
            finish("redis-" + number, operations.get(number - 1), number == 1);
        }
        demand(house.director.deployments().size() == INSTANCES, "as many deployments", house.director.deployments());
        good("the director has " + String.join(", ", house.director.deployments()));
    }

    private void bind(String id) throws Unexpected, IOException, InterruptedException {
        stage("Bind an application to " + id);
        var path = instance(id) + "/service_bindings/binding-1";
        var reply = ask("PUT", path, "{" + ids() + ",\"bind_resource\":{\"app_guid\":\"an-application\"}}");
        demand(reply.status() == 201, "credentials", reply.status());
        var names = reply.body().path("credentials").propertyNames();
        good("it gets " + String.join(", ", names));
        var end = ask("DELETE", path + "?service_id=" + DemoHouse.OFFERING + "&plan_id=" + DemoHouse.PLAN, "");
        demand(end.status() == 200, "the binding to be deleted", end);
    }

    private Reply update() throws IOException, InterruptedException {
        return ask(
                "PATCH",
                instance("redis-1") + "?accepts_incomplete=true",
                "{" + ids() + ",\"parameters\":{\"maxclients\":50},\"previous_values\":{\"plan_id\":\"" + DemoHouse.PLAN
                        + "\"}}");
    }

    private void updateIsRefused() throws Unexpected, IOException, InterruptedException {
        stage("A developer updates an instance that is out of date");
        var reply = update();
        demand(reply.status() == 422, "the update to be refused", reply);
        good("refused: " + reply.text("description"));
    }

    private void updateIsAccepted() throws Unexpected, IOException, InterruptedException {
        stage("The developer updates it again");
        var reply = update();
        demand(reply.status() == 202, "the update to be accepted", reply);
        finish("redis-1", reply.text("operation"), true);
    }

    private void upgradeAll() throws Unexpected, IOException, InterruptedException {
        stage("Upgrade all instances, one canary first, then three at once");
        var lines = new ByteArrayOutputStream();
        int exitCode = errand("upgrade-all-service-instances", lines);
        lines.toString(StandardCharsets.UTF_8).lines().forEach(line -> say(line.replaceFirst("^\\S+ \\S+ \\S+ ", "")));
        demand(exitCode == 0, "exit code 0", exitCode);
        for (var deployment : house.director.deployments()) {
            demand(
                    house.director.manifest(deployment).orElse("").matches("(?s).*version: ['\"]?2['\"]?\\s.*"),
                    "release 2 in " + deployment,
                    "another one");
        }
        good("all deployments have release redis 2");
    }

    private void orphan() throws Unexpected, IOException, InterruptedException {
        stage("The platform forgets an instance; look for deployments that belong to nobody");
        house.platform.removeInstance("redis-" + INSTANCES);
        var list = new ByteArrayOutputStream();
        int exitCode = errand("orphan-deployments", list);
        var found = list.toString(StandardCharsets.UTF_8).strip();
        demand(
                exitCode == ORPHANS_FOUND && found.contains("service-instance_redis-" + INSTANCES),
                "the orphan to be found",
                exitCode + " " + found);
        good("found " + found);
    }

    private void deprovision() throws Unexpected, IOException, InterruptedException {
        stage("Deprovision all instances");
        var operations = new ArrayList<String>();
        var query = "?service_id=" + DemoHouse.OFFERING + "&plan_id=" + DemoHouse.PLAN + "&accepts_incomplete=true";
        for (int number = 1; number <= INSTANCES; number++) {
            var reply = ask("DELETE", instance("redis-" + number) + query, "");
            demand(reply.status() == 202, "the deletion to be accepted", reply);
            operations.add(reply.text("operation"));
        }
        for (int number = 1; number <= INSTANCES; number++) {
            finish("redis-" + number, operations.get(number - 1), number == 1);
            house.platform.removeInstance("redis-" + number);
        }
        demand(house.director.deployments().isEmpty(), "no deployment to be left", house.director.deployments());
        good("the director has no deployment left");
    }

    /** Runs an errand; its standard output. */
    private int errand(String name, ByteArrayOutputStream lines) throws IOException, InterruptedException {
        var stream = new PrintStream(lines, true, StandardCharsets.UTF_8);
        var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return Errands.run(
                        name,
                        List.of("-configPath", house.errand().toString()),
                        new Surroundings(
                                stream,
                                nowhere,
                                Clock.systemUTC(),
                                Pause.SLEEP,
                                new PlatformConnection(Map.of()),
                                Surroundings.Watcher.NONE))
                .orElse(1);
    }

    private void finish(String id, String operation, boolean tell)
            throws Unexpected, IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        var last = "";
        while (System.nanoTime() < end) {
            var reply = ask(
                    "GET",
                    instance(id) + "/last_operation?operation=" + URLEncoder.encode(operation, StandardCharsets.UTF_8),
                    "");
            var state = reply.text("state");
            var news = reply.text("description") + ", " + tasks("service-instance_" + id);
            if (tell && !news.equals(last)) {
                last = news;
                say("... " + news);
            }
            if (state.equals("succeeded") || reply.status() == 410) {
                return;
            }
            demand(!state.equals("failed"), "the operation on " + id + " to succeed", reply);
            Thread.sleep(BETWEEN);
        }
        throw new Unexpected("expected the operation on " + id + " to end in time");
    }

    private String tasks(String deployment) {
        var tasks = house.director.tasks().stream()
                .filter(task -> task.deployment().equals(deployment))
                .toList();
        return tasks.isEmpty()
                ? "no task"
                : "task " + tasks.getLast().id() + " of the director is "
                        + tasks.getLast().state().toLowerCase(Locale.ROOT);
    }

    private static String instance(String id) {
        return "/v2/service_instances/" + id;
    }

    private static String ids() {
        return "\"service_id\":\"" + DemoHouse.OFFERING + "\",\"plan_id\":\"" + DemoHouse.PLAN
                + "\",\"organization_guid\":\"demo\",\"space_guid\":\"development\","
                + "\"context\":{\"platform\":\"cloudfoundry\"}";
    }

    private Reply ask(String method, String path, String body) throws IOException, InterruptedException {
        var user = DemoHouse.USER + ":" + DemoHouse.PASSWORD;
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.port + path))
                .header("X-Broker-API-Version", "2.16")
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), JSON.readTree(response.body().isBlank() ? "{}" : response.body()));
    }

    private static void demand(boolean right, String what, Object instead) throws Unexpected {
        if (!right) {
            throw new Unexpected("expected " + what + ", but got " + instead);
        }
    }

    private void stage(String title) {
        stages++;
        out.println();
        out.println(stages + "  " + title);
        out.flush();
    }

    private void say(String text) {
        out.println("     " + text);
        out.flush();
    }

    private void good(String text) {
        say("ok  " + text);
    }
}
