package io.chandler.testkit.director;

import static io.chandler.testkit.director.DirectorRequests.client;
import static io.chandler.testkit.director.DirectorRequests.deploy;
import static io.chandler.testkit.director.DirectorRequests.ended;
import static io.chandler.testkit.director.DirectorRequests.manifest;
import static io.chandler.testkit.director.DirectorRequests.state;
import static io.chandler.testkit.director.DirectorRequests.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Deployments, their errands and all that a director does in tasks. */
class DirectorTasksTest {

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
