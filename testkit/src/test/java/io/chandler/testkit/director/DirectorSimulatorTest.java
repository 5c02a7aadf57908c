package io.chandler.testkit.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import io.chandler.testkit.Request;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The director as its clients see it. */
class DirectorSimulatorTest {

    @TempDir
    Path folder;

    private static String manifest(String name) {
        return """
                name: %s
                releases:
                - {name: redis, version: 15.2}
                stemcells:
                - {alias: default, os: ubuntu-jammy, version: "1.204"}
                instance_groups:
                - name: redis-server
                  instances: 2
                  vm_type: small
                  azs: [z1, z2]
                  networks: [{name: private}]
                  jobs:
                  - name: redis
                    release: redis
                    provides: {redis-link: {as: redis, shared: true}, internal: {}}
                    properties: {password: ((redis-password))}
                  - {name: health-check, release: redis}
                - name: cleanup
                  lifecycle: errand
                  instances: 1
                  vm_type: small
                  azs: [z1]
                  networks: [{name: private}]
                  jobs: [{name: cleanup-data, release: redis}]
                update: {canaries: 1}
                variables:
                - {name: redis-password, type: password}
                - {name: /shared/ca, type: certificate}
                """.formatted(name);
    }

    private static Client client(DirectorSimulator director) {
        return Client.of(director, "Authorization", Client.basic(director.username(), director.password()));
    }

    private static long deploy(Client client, String manifest, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "text/yaml"));
        return task(client.send("POST", "/deployments?", manifest, all.toArray(String[]::new)));
    }

    private static long task(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        var location = response.headers().firstValue("Location").orElseThrow();
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    private static JsonNode ended(Client client, long task) {
        return await().pollInterval(Duration.ofMillis(5))
                .until(
                        () -> client.json("/tasks/" + task),
                        json -> !List.of("queued", "processing", "cancelling")
                                .contains(json.get("state").stringValue()));
    }

    private static String state(JsonNode task) {
        return task.get("state").stringValue();
    }

    @Test
    void tellsWhoIsAuthenticatedAndRefusesOthers() {
        try (var director = DirectorSimulator.start(settings -> settings.version("280.0.1 (00000000)"))) {
            var anonymous = Client.of(director);
            assertThat(anonymous.json("/info").get("user").isNull()).isTrue();
            assertThat(anonymous.json("/info").at("/user_authentication/type").stringValue())
                    .isEqualTo("basic");
            assertThat(client(director).json("/info").get("user").stringValue()).isEqualTo("admin");
            assertThat(client(director).json("/info").get("version").stringValue())
                    .isEqualTo("280.0.1 (00000000)");
            var wrong = anonymous.with("Authorization", Client.basic("admin", "wrong"));
            assertThat(wrong.json("/info").get("user").isNull()).isTrue();
            assertThat(wrong.get("/deployments").statusCode()).isEqualTo(401);
            assertThat(anonymous.get("/tasks/1").body()).isEqualTo("Not authorized: '/tasks/1'\n");
        }
    }

    @Test
    void deploysAManifestByteForByteAndShowsItsMachinesVariablesAndEvents() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            director.script(Script.deploy().hangs());
            long task = deploy(client, manifest("service-instance_1"), "X-Bosh-Context-Id", "c-1");
            assertThat(client.json("/deployments/service-instance_1")
                            .get("manifest")
                            .isNull())
                    .as("not yet deployed")
                    .isTrue();
            director.letHangingTasksEnd();
            var done = ended(client, task);
            assertThat(state(done)).isEqualTo("done");
            assertThat(done.get("context_id").stringValue()).isEqualTo("c-1");
            assertThat(done.get("result").stringValue()).isEqualTo("/deployments/service-instance_1");
            assertThat(client.json("/deployments/service-instance_1")
                            .get("manifest")
                            .stringValue())
                    .isEqualTo(manifest("service-instance_1"));
            var listed = client.json("/deployments?exclude_configs=true").get(0);
            assertThat(listed.get("name").stringValue()).isEqualTo("service-instance_1");
            assertThat(listed.has("cloud_config")).isFalse();
            assertThat(client.json("/deployments").get(0).get("cloud_config").stringValue())
                    .isEqualTo("none");

            long vms = task(client.get("/deployments/service-instance_1/vms?format=full"));
            ended(client, vms);
            var lines = client.get("/tasks/" + vms + "/output?type=result")
                    .body()
                    .lines()
                    .toList();
            assertThat(lines).hasSize(2).allMatch(line -> line.contains("\"job_name\":\"redis-server\""));

            var variables = client.json("/deployments/service-instance_1/variables");
            assertThat(variables.findValuesAsString("name"))
                    .containsExactly("/chandler/service-instance_1/redis-password", "/shared/ca");

            var events = client.get("/tasks/" + task + "/output?type=event").body();
            assertThat(events).contains("\"stage\":\"Updating instance\",\"tags\":[\"redis-server\"]");
            long again = deploy(client, manifest("service-instance_1"));
            ended(client, again);
            long vmsAgain = task(client.get("/deployments/service-instance_1/vms?format=full"));
            ended(client, vmsAgain);
            assertThat(client.get("/tasks/" + vmsAgain + "/output?type=result")
                            .body()
                            .lines())
                    .as("the same machines")
                    .isEqualTo(lines);
        }
    }

    @Test
    void givesPartsOfAnOutput() {
        try (var director = DirectorSimulator.start(settings -> settings.taskTime(Duration.ZERO))) {
            var client = client(director);
            director.addDeployment(manifest("d"));
            long vms = task(client.get("/deployments/d/vms?format=full"));
            ended(client, vms);
            var path = "/tasks/" + vms + "/output?type=result";
            var whole = client.get(path).body();
            assertThat(client.get(path, "Range", "bytes=0-").statusCode()).isEqualTo(206);
            assertThat(client.get(path, "Range", "bytes=0-").body()).isEqualTo(whole);
            assertThat(client.get(path, "Range", "bytes=5-9").body()).isEqualTo(whole.substring(5, 10));
            assertThat(client.get(path, "Range", "bytes=" + whole.length() + "-")
                            .statusCode())
                    .isEqualTo(416);
            assertThat(client.get("/tasks/" + vms + "/output?type=event").statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void runsAnErrandOnEachInstanceWithItsExitCode() {
        try (var director = DirectorSimulator.start(settings -> settings.taskTime(Duration.ZERO))) {
            var client = client(director);
            director.addDeployment(manifest("d"));
            director.script(
                    Script.errand("health-check").exits("redis-server/1", 7).prints("out", "err"));
            long all = runErrand(client, "health-check", "[]");
            assertThat(state(ended(client, all))).isEqualTo("done");
            var output = client.get("/tasks/" + all + "/output?type=result").body();
            assertThat(output.lines()).hasSize(2);
            assertThat(output).contains("\"exit_code\":0", "\"exit_code\":7", "\"stdout\":\"out\"");

            long one = runErrand(client, "health-check", "[{\"group\":\"redis-server\",\"id\":\"1\"}]");
            ended(client, one);
            assertThat(client.get("/tasks/" + one + "/output?type=result")
                            .body()
                            .lines())
                    .singleElement()
                    .asString()
                    .contains("\"exit_code\":0");

            long byGroup = runErrand(client, "cleanup", "[]");
            assertThat(state(ended(client, byGroup))).isEqualTo("done");
            long unknown = runErrand(client, "nothing", "[]");
            assertThat(ended(client, unknown).get("result").stringValue()).isEqualTo("Errand 'nothing' doesn't exist");
        }
    }

    private static long runErrand(Client client, String name, String instances) {
        return task(client.send(
                "POST",
                "/deployments/d/errands/" + name + "/runs",
                "{\"instances\":" + instances + ",\"keep-alive\":false,\"when-changed\":false}",
                "Content-Type",
                "application/json"));
    }

    @Test
    void hasWorkersAndALockForEachDeployment() {
        try (var director = DirectorSimulator.start(settings -> settings.workers(2))) {
            var client = client(director);
            director.script(Script.deploy().of("a").hangs());
            long first = deploy(client, manifest("a"));
            long second = deploy(client, manifest("a"));
            long third = deploy(client, manifest("b"));
            assertThat(director.tasks()).extracting("state").containsExactly("processing", "processing", "queued");
            assertThat(client.json("/tasks?deployment=a&state=processing%2Ccancelling%2Cqueued&verbose=1")
                            .findValuesAsString("id"))
                    .containsExactly(String.valueOf(second), String.valueOf(first));
            assertThat(client.json("/locks").findValuesAsString("task_id")).containsExactly(String.valueOf(first));
            director.letHangingTasksEnd();
            for (long task : new long[] {first, second, third}) {
                assertThat(state(ended(client, task))).isEqualTo("done");
            }
        }
    }

    @Test
    void givesUpATaskThatWaitsTooLongForTheLock() {
        try (var director = DirectorSimulator.start(settings -> settings.lockTimeout(Duration.ofMillis(50)))) {
            var client = client(director);
            director.script(Script.deploy().hangs());
            deploy(client, manifest("a"));
            long second = deploy(client, manifest("a"));
            assertThat(ended(client, second).get("result").stringValue())
                    .startsWith("Failed to acquire lock for lock:deployment:a");
        }
    }

    @Test
    void failsAndCancelsTasks() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            director.script(Script.deploy().fails("no space left").takes(Duration.ZERO));
            director.script(Script.deploy().hangs());
            long failing = deploy(client, manifest("a"));
            assertThat(state(ended(client, failing))).isEqualTo("error");
            assertThat(client.json("/tasks/" + failing).get("result").stringValue())
                    .isEqualTo("no space left");
            assertThat(client.get("/tasks/" + failing + "/output?type=event").body())
                    .contains("no space left");
            assertThat(director.deployments()).containsExactly("a");
            assertThat(director.manifest("a")).isEmpty();

            long hanging = deploy(client, manifest("a"));
            assertThat(client.send("DELETE", "/task/" + hanging, "").statusCode())
                    .isEqualTo(204);
            assertThat(state(ended(client, hanging))).isEqualTo("cancelled");
            assertThat(state(ended(client, deploy(client, manifest("a"))))).isEqualTo("done");
        }
    }

    @Test
    void deletesAndRecreates() {
        try (var director = DirectorSimulator.start(settings -> settings.taskTime(Duration.ZERO))) {
            var client = client(director);
            director.addDeployment(manifest("a"));
            var before = client.json("/deployments/a/vms");
            long recreate = task(client.send(
                    "PUT", "/deployments/a/jobs/*?fix=true&state=recreate", "", "Content-Type", "text/yaml"));
            ended(client, recreate);
            var after = client.json("/deployments/a/vms");
            assertThat(after.findValuesAsString("id")).isEqualTo(before.findValuesAsString("id"));
            assertThat(after.findValuesAsString("cid")).doesNotContainAnyElementsOf(before.findValuesAsString("cid"));
            long delete = task(client.send("DELETE", "/deployments/a?force=true", "", "X-Bosh-Context-Id", "d"));
            assertThat(state(ended(client, delete))).isEqualTo("done");
            assertThat(client.get("/deployments/a").statusCode()).isEqualTo(404);
            assertThat(client.json("/tasks?context_id=d").findValuesAsString("id"))
                    .containsExactly(String.valueOf(delete));
            assertThat(client.send("DELETE", "/deployments/a?", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void keepsConfigurations() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            for (var content : List.of("{a: 1}", "{a: 2}")) {
                assertThat(client.send(
                                        "POST",
                                        "/configs",
                                        "{\"type\":\"cloud\",\"name\":\"d\",\"content\":\"" + content + "\"}",
                                        "Content-Type",
                                        "application/json")
                                .statusCode())
                        .isEqualTo(201);
            }
            assertThat(client.json("/configs?latest=true&limit=1&name=d").findValuesAsString("content"))
                    .containsExactly("{a: 2}");
            assertThat(client.json("/configs?latest=false&name=d")).hasSize(2);
            assertThat(client.send("POST", "/configs", "{\"type\":\"cloud\",\"name\":\"d\",\"content\":\"text\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(client.send("DELETE", "/configs?name=d&type=cloud", "").statusCode())
                    .isEqualTo(204);
            assertThat(client.send("DELETE", "/configs?name=d&type=cloud", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void linksConsumersOutside() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            director.addDeployment(manifest("d"));
            var providers = client.json("/link_providers?deployment=d");
            assertThat(providers).hasSize(2);
            assertThat(providers.get(0).get("name").stringValue()).isEqualTo("redis");
            assertThat(providers.get(1).get("shared").booleanValue()).isFalse();
            assertThat(providers.get(0).at("/owner_object/info/instance_group").stringValue())
                    .isEqualTo("redis-server");
            var consumer = ",\"link_consumer\":{\"owner_object\":{\"name\":\"x\",\"type\":\"external\"}}}";
            var created = client.send("POST", "/links", "{\"link_provider_id\":\"1\"" + consumer);
            assertThat(created.statusCode()).isEqualTo(200);
            var id = Client.json(created).get("id").stringValue();
            assertThat(client.json("/link_address?link_id=" + id).get("address").stringValue())
                    .isEqualTo("q-s0.redis-server.private.d.bosh");
            assertThat(client.json("/link_address?link_id=" + id + "&azs[]=z2&status=healthy")
                            .get("address")
                            .stringValue())
                    .isEqualTo("q-a2s3.redis-server.private.d.bosh");
            assertThat(client.get("/link_address?link_id=" + id + "&status=x").statusCode())
                    .isEqualTo(400);
            assertThat(client.send("POST", "/links", "{\"link_provider_id\":\"2\"" + consumer)
                            .statusCode())
                    .as("not shared")
                    .isEqualTo(400);
            assertThat(director.links()).isEqualTo(1);
            assertThat(client.send("DELETE", "/links/" + id, "").statusCode()).isEqualTo(204);
            assertThat(director.links()).isZero();
        }
    }

    @Test
    void redirectsToWhereItWasAskedOrToAnotherHost() {
        try (var plain = DirectorSimulator.start();
                var behindGateway = DirectorSimulator.start(settings -> settings.redirectHost("10.0.0.6:25555"))) {
            for (var director : List.of(plain, behindGateway)) {
                var host = director == plain ? director.url().toString() : "https://10.0.0.6:25555";
                assertThat(client(director)
                                .send("POST", "/deployments", manifest("a"), "Content-Type", "text/yaml")
                                .headers()
                                .firstValue("Location"))
                        .contains(host + "/tasks/1");
            }
        }
    }

    @Test
    void refusesWhatIsNoManifest() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            assertThat(client.send("POST", "/deployments", manifest("a")).statusCode())
                    .isEqualTo(404);
            for (var text : List.of("just text", "a: [", "releases: []")) {
                var refused = client.send("POST", "/deployments", text, "Content-Type", "text/yaml");
                assertThat(refused.statusCode()).as(text).isEqualTo(400);
                assertThat(Client.json(refused).get("description").stringValue())
                        .isNotEmpty();
            }
            assertThat(director.tasks()).isEmpty();
        }
    }

    @Test
    void doesFaultsOnRequest() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            director.faults().next(2, "GET /deployments.*").answer(503, "busy");
            assertThat(client.get("/deployments?x=y").statusCode()).isEqualTo(503);
            assertThat(client.get("/deployments").body()).isEqualTo("busy");
            assertThat(client.get("/deployments").statusCode()).isEqualTo(200);

            director.faults().next(1, "POST /deployments.*").closeConnection();
            assertThatThrownBy(() -> deploy(client, manifest("a"))).isInstanceOf(UncheckedIOException.class);
            assertThat(director.tasks()).isEmpty();
            director.faults().next(1, "POST /deployments.*").loseAnswer();
            assertThatThrownBy(() -> deploy(client, manifest("a"))).isInstanceOf(UncheckedIOException.class);
            assertThat(director.tasks()).hasSize(1);

            director.faults().next(1, "GET /tasks").delay(Duration.ofMillis(100));
            long before = System.nanoTime();
            assertThat(client.get("/tasks").statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - before).isGreaterThan(99_000_000);

            director.faults().all("GET /locks").hang();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var hanging = threads.submit(() -> client.get("/locks").statusCode());
                await().until(() -> director.requests().getLast().path().equals("/locks"));
                assertThat(hanging).isNotDone();
                director.faults().clear();
                assertThat(hanging).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(200);
            }
        }
    }

    @Test
    void recordsRequestsAsTheyCame() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            client.send("POST", "/deployments?a=%2C", manifest("a"), "X-Bosh-Context-Id", "c");
            assertThat(director.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/deployments");
                assertThat(request.query()).contains("a=%2C");
                assertThat(request.parameter("a")).contains(",");
                assertThat(request.body()).isEqualTo(manifest("a"));
                assertThat(request.header("X-Bosh-Context-Id")).contains("c");
                assertThat(request).hasToString("POST /deployments?a=%2C");
            });
            director.forgetRequests();
            client.get("/locks");
            assertThat(director.requests()).extracting(Request::target).containsExactly("/locks");
        }
    }

    @Test
    void carriesOnFromItsFolder() throws Exception {
        String authority;
        long timed;
        long hanging;
        long waiting;
        try (var director =
                DirectorSimulator.start(settings -> settings.folder(folder).workers(2))) {
            var client = client(director);
            authority = director.authority().pem();
            ended(client, deploy(client, manifest("a/../strange name")));
            director.script(Script.deploy().of("timed").takes(Duration.ofMillis(300)));
            director.script(Script.deploy().of("b").hangs());
            timed = deploy(client, manifest("timed"));
            hanging = deploy(client, manifest("b"));
            waiting = deploy(client, manifest("b"));
            client.send("POST", "/configs", "{\"type\":\"cloud\",\"name\":\"d\",\"content\":\"{a: 1}\"}");
        }
        try (var director =
                DirectorSimulator.start(settings -> settings.folder(folder).workers(2))) {
            var client = client(director);
            assertThat(director.authority().pem()).isEqualTo(authority);
            assertThat(director.deployments()).containsExactly("a/../strange name", "b", "timed");
            assertThat(state(ended(client, timed))).isEqualTo("done");
            assertThat(state(client.json("/tasks/" + hanging))).isEqualTo("processing");
            assertThat(client.json("/locks").findValuesAsString("task_id")).containsExactly(String.valueOf(hanging));
            assertThat(state(client.json("/tasks/" + waiting))).isIn("queued", "processing");
            director.letHangingTasksEnd();
            assertThat(state(ended(client, hanging))).isEqualTo("done");
            assertThat(state(ended(client, waiting))).isEqualTo("done");
            assertThat(director.manifest("b")).contains(manifest("b"));
            assertThat(client.json("/configs?latest=true")).hasSize(1);
            assertThat(deploy(client, manifest("c"))).isEqualTo(waiting + 1);
        }
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".new"))).isEmpty();
        }
    }

    @Test
    void answersQuicklyOnOneConnection() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            client.get("/tasks");
            long before = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                client.get("/deployments");
                client.send("POST", "/configs", "{\"type\":\"a\",\"name\":\"d\",\"content\":\"{a: 1}\"}");
            }
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertThat(millis).as("milliseconds for 200 requests").isLessThan(8000);
        }
    }

    @Test
    void carriesOutFiveHundredDeploymentsInTheTimeOfItsWorkers() {
        try (var director =
                DirectorSimulator.start(settings -> settings.workers(10).taskTime(Duration.ofMillis(20)))) {
            var client = client(director);
            long before = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                deploy(client, manifest("d-" + i));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> director.tasks().stream()
                            .allMatch(task -> task.state().equals("done")));
            assertThat(System.nanoTime() - before).as("nanoseconds").isLessThan(30_000_000_000L);
            assertThat(director.deployments()).hasSize(500);
        }
    }
}
