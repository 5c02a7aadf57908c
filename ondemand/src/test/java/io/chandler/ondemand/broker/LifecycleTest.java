package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.osb.Json;
import io.chandler.testkit.director.DirectorSimulator.TaskView;
import io.chandler.testkit.director.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errands after a deployment and before a deletion. */
class LifecycleTest {

    private static final String ERRANDS =
            "lifecycle_errands: {post_deploy: [{name: smoke, instances: [server/0]}, {name: seed}],"
                    + " pre_delete: [{name: drain}, {name: dump}]}";

    private static House house() {
        return House.with(settings -> settings.small(ERRANDS));
    }

    @Test
    void errandsRunInOrderAfterADeploymentAndBeforeADeletion() {
        try (var house = house()) {
            var created = house.provision("one", "small", "{}");
            assertThat(house.operation(created).path("Errands").toString())
                    .isEqualTo(
                            "[{\"Name\":\"smoke\",\"Instances\":[\"server/0\"]},{\"Name\":\"seed\",\"Instances\":null}]");
            assertThat(house.ended("one", created.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "seed");

            var deleted = house.deprovision("one", "small", false);
            assertThat(house.ended("one", deleted.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "seed", "drain", "dump");
            assertThat(house.director.deployments()).isEmpty();
            assertThat(contextsOf(house, 0, 3)).hasSize(1);
            assertThat(contextsOf(house, 3, 6)).hasSize(1);
        }
    }

    private static List<String> contextsOf(House house, int from, int to) {
        return house.director.tasks().subList(from, to).stream()
                .map(TaskView::contextId)
                .distinct()
                .toList();
    }

    private static List<String> errands(House house) {
        return house.director.tasks().stream()
                .map(TaskView::description)
                .filter(text -> text.startsWith("run errand "))
                .map(text -> text.split(" ")[2])
                .toList();
    }

    @Test
    void pollsAtTheSameTimeStartEachStepOnce() throws Exception {
        try (var house = house()) {
            var operation = house.provision("one", "small", "{}").text("operation");
            pollFromAllSides(house, "one", operation);
            var deletion = house.deprovision("one", "small", false).text("operation");
            pollFromAllSides(house, "one", deletion);

            assertThat(errands(house)).containsExactly("smoke", "seed", "drain", "dump");
            assertThat(house.director.tasks()).hasSize(6);
        }
    }

    private static void pollFromAllSides(House house, String id, String operation) throws Exception {
        var polls = new ArrayList<Callable<String>>();
        for (int i = 0; i < 8; i++) {
            polls.add(() -> house.ended(id, operation).text("state"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var end : threads.invokeAll(polls)) {
                assertThat(end.get()).isEqualTo("succeeded");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "queued, in progress", "processing, in progress", "cancelling, in progress", "done, succeeded",
        "cancelled, failed", "error, failed", "timeout, failed", "levitating, failed"
    })
    void theStateOfTheTaskIsTheStateOfTheOperation(String task, String operation) {
        try (var house = House.usual()) {
            var begun = house.provision("one", "small", "{}").text("operation");
            house.director
                    .faults()
                    .all("GET /tasks/\\d+")
                    .answer(200, "{\"id\":1,\"state\":\"" + task + "\",\"description\":\"d\",\"result\":\"r\"}");

            assertThat(house.poll("one", begun).text("state")).isEqualTo(operation);
            assertThat(house.log.stream()
                            .filter(line ->
                                    line.endsWith("BOSH task ID 1 is in a state that the broker does not know")))
                    .hasSize(task.equals("levitating") ? 1 : 0);
        }
    }

    @Test
    void theBrokerCarriesOnWithoutPolls() {
        try (var house = House.with(settings -> settings.small(ERRANDS).follow(Duration.ofMillis(20)))) {
            var _ = house.provision("one", "small", "{}");
            await().until(() -> errands(house).equals(List.of("smoke", "seed"))
                    && house.director.tasks().getLast().state().equals("done"));
            var _ = house.deprovision("one", "small", false);
            await().until(() -> house.director.deployments().isEmpty());
        }
    }

    /** A broker that ends after so many tasks of six; another carries on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anotherBrokerCarriesOnFromEveryStage(int tasks) {
        try (var house = house()) {
            var operation = house.provision("one", "small", "{}").text("operation");
            pollUntil(house, operation, tasks);
            try (var next = house.beside(settings -> settings.small(ERRANDS))) {
                assertThat(next.ended("one", operation).text("state")).isEqualTo("succeeded");
            }
            assertThat(errands(house)).containsExactly("smoke", "seed");

            var deletion = house.deprovision("one", "small", false).text("operation");
            pollUntil(house, deletion, 3 + tasks);
            try (var next = house.beside(settings -> settings.small(ERRANDS))) {
                assertThat(next.ended("one", deletion).text("state")).isEqualTo("succeeded");
            }
            assertThat(errands(house)).containsExactly("smoke", "seed", "drain", "dump");
            assertThat(house.director.tasks()).hasSize(6);
        }
    }

    private static void pollUntil(House house, String operation, int tasks) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            if (house.director.tasks().size() >= tasks) {
                return true;
            }
            var _ = house.poll("one", operation);
            return house.director.tasks().size() >= tasks;
        });
    }

    /** The broker was killed before it had answered, and the platform asks again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aRequestThatIsRepeatedJoinsWhatHasBegun(int tasks) {
        try (var house = house()) {
            var lost = house.provision("one", "small", "{}").text("operation");
            pollUntil(house, lost, tasks);
            try (var next = house.beside(settings -> settings.small(ERRANDS))) {
                var again = repeated(() -> next.provision("one", "small", "{}"));
                assertThat(again.status()).isIn(200, 202);
                if (again.status() == 202) {
                    assertThat(next.ended("one", again.text("operation")).text("state"))
                            .isEqualTo("succeeded");
                }
                assertThat(next.provision("one", "small", "{}").status()).isEqualTo(200);
            }
            assertThat(errands(house)).containsExactly("smoke", "seed");

            lost = house.deprovision("one", "small", false).text("operation");
            pollUntil(house, lost, 3 + tasks);
            try (var next = house.beside(settings -> settings.small(ERRANDS))) {
                var again = repeated(() -> next.deprovision("one", "small", false));
                assertThat(again.status()).isIn(202, 410);
                if (again.status() == 202) {
                    assertThat(next.ended("one", again.text("operation")).text("state"))
                            .isEqualTo("succeeded");
                }
                assertThat(next.deprovision("one", "small", false).status()).isEqualTo(410);
            }
            assertThat(errands(house)).containsExactly("smoke", "seed", "drain", "dump");
            assertThat(house.director.tasks()).hasSize(6);
        }
    }

    private static House.Reply repeated(Supplier<House.Reply> request) {
        var reply = request.get();
        for (int i = 0; i < 500 && reply.status() == 422; i++) {
            LockSupport.parkNanos(10_000_000);
            reply = request.get();
        }
        return reply;
    }

    @Test
    void aDeploymentThatWasSentTwiceTakesNoErrandsPlace() {
        try (var house = house()) {
            house.director.faults().next(1, "POST /deployments").loseAnswer();
            var operation = house.provision("one", "small", "{}").text("operation");
            assertThat(house.ended("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "seed");
        }
    }

    @Test
    void aDeletionAfterOneThatFailedRunsItsErrandsAnew() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            house.director.script(Script.errand("dump").exits(1));
            var failed = house.deprovision("one", "small", false);
            assertThat(house.ended("one", failed.text("operation")).text("state"))
                    .isEqualTo("failed");
            var again = house.deprovision("one", "small", false);
            assertThat(house.ended("one", again.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "seed", "drain", "dump", "drain", "dump");
        }
    }

    @Test
    void anErrandThatTwoBrokersBeganAtTheSameMomentTakesNoOthersPlace() {
        try (var house = house()) {
            var operation = house.provision("one", "small", "{}").text("operation");
            pollUntil(house, operation, 2);
            var context = OperationData.read(operation).contextId();
            var _ = house.client.runErrand("service-instance_one", new Errand("smoke", List.of()), context);

            assertThat(house.ended("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "smoke", "seed");
        }
    }

    /** Both see that the errand is due; one is slow to ask for it. */
    @Test
    void ofAnErrandThatTwoBrokersBeganAtTheSameMomentTheSecondIsWithdrawn() throws Exception {
        try (var house = house();
                var other = house.beside(settings -> settings.small(ERRANDS));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            house.director.script(Script.errand("smoke").hangs());
            var operation = house.provision("one", "small", "{}").text("operation");
            await().until(() -> house.director.tasks().getFirst().state().equals("done"));
            house.director
                    .faults()
                    .next(1, "POST /deployments/.*/errands/smoke/runs")
                    .hang();
            var slow = threads.submit(() -> house.poll("one", operation));
            await().until(() -> house.director.requests().stream()
                    .anyMatch(request -> request.path().endsWith("/errands/smoke/runs")));
            assertThat(other.poll("one", operation).text("state")).isEqualTo("in progress");
            assertThat(house.director.tasks()).hasSize(2);
            house.director.faults().clear();

            assertThat(slow.get().text("state")).isEqualTo("in progress");
            await().until(() -> state(house, 3).equals("cancelled"));
            assertThat(state(house, 2)).isEqualTo("processing");
            assertThat(house.log).anyMatch(line -> line.contains("BOSH task ID 3 is withdrawn: BOSH task ID 2 does"));
            house.director.letHangingTasksEnd();
            assertThat(house.ended("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(other.poll("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "smoke", "seed");
        }
    }

    private static String state(House house, int task) {
        return house.director.tasks().get(task - 1).state();
    }

    /** As if the other broker had ended between the two. */
    @Test
    void aSecondErrandThatNobodyWithdrewIsWithdrawnByWhoeverLooks() {
        try (var house = house()) {
            house.director.script(Script.errand("smoke").hangs());
            var operation = house.provision("one", "small", "{}").text("operation");
            pollUntil(house, operation, 2);
            var context = OperationData.read(operation).contextId();
            var _ = house.client.runErrand("service-instance_one", new Errand("smoke", List.of()), context);

            assertThat(house.poll("one", operation).text("state")).isEqualTo("in progress");
            await().until(() -> state(house, 3).equals("cancelled"));
            house.director.letHangingTasksEnd();
            assertThat(house.ended("one", operation).text("state")).isEqualTo("succeeded");
        }
    }

    @Test
    void aSecondErrandThatDoesNotGetTheLockFailsNothing() {
        try (var house = house()) {
            house.director.script(Script.errand("smoke"));
            house.director.script(Script.errand("smoke").fails("Failed to acquire lock for lock:deployment"));
            var operation = house.provision("one", "small", "{}").text("operation");
            pollUntil(house, operation, 2);
            var context = OperationData.read(operation).contextId();
            var _ = house.client.runErrand("service-instance_one", new Errand("smoke", List.of()), context);

            assertThat(house.ended("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(house.director.tasks()).extracting(TaskView::state).contains("error");
        }
    }

    @Test
    void ofADeletionThatTwoBrokersBeganTheFirstCounts() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            var operation = house.deprovision("one", "small", false).text("operation");
            house.director.script(Script.delete().hangs());
            pollUntil(house, operation, 6);
            var context = OperationData.read(operation).contextId();
            var _ = house.client.delete("service-instance_one", false, context);

            assertThat(house.poll("one", operation).text("state")).isEqualTo("in progress");
            await().until(() -> state(house, 7).equals("cancelled"));
            house.director.letHangingTasksEnd();
            assertThat(house.ended("one", operation).text("description")).isEqualTo("Instance deletion completed");
        }
    }

    /** Each deletion has a context of its own. */
    @Test
    void ofTwoDeletionsThatTwoBrokersBeginTheSecondIsRefused() throws Exception {
        try (var house = house();
                var other = house.beside(settings -> settings.small(ERRANDS));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            house.created("one", "small", "{}");
            house.director.script(Script.errand("drain").hangs());
            house.director
                    .faults()
                    .next(1, "POST /deployments/.*/errands/drain/runs")
                    .hang();
            var slow = threads.submit(() -> house.deprovision("one", "small", false));
            await().until(() -> house.director.requests().stream()
                    .anyMatch(request -> request.path().endsWith("/errands/drain/runs")));
            var operation = other.deprovision("one", "small", false).text("operation");
            house.director.faults().clear();

            assertThat(slow.get().status()).isEqualTo(422);
            assertThat(slow.get().text("error")).isEqualTo("ConcurrencyError");
            await().until(() -> state(house, 5).equals("cancelled"));
            house.director.letHangingTasksEnd();
            assertThat(other.ended("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(errands(house)).containsExactly("smoke", "seed", "drain", "drain", "dump");
        }
    }

    @Test
    void anErrandThatAnOperatorCancelsFailsTheOperation() {
        try (var house = house()) {
            house.director.script(Script.errand("smoke").cancelled());
            var operation = house.provision("one", "small", "{}").text("operation");
            assertThat(house.ended("one", operation).text("state")).isEqualTo("failed");
            assertThat(errands(house)).containsExactly("smoke");
        }
    }

    @Test
    void anErrandThatFailsOnOneInstanceFailsTheOperation() {
        try (var house = House.with(
                settings -> settings.large("lifecycle_errands: {post_deploy: [{name: smoke}, {name: seed}]}"))) {
            house.director.script(Script.errand("smoke").exits("server/1", 7));
            var operation = house.provision("one", "large", "{}").text("operation");
            var end = house.ended("one", operation);

            assertThat(end.text("state")).isEqualTo("failed");
            assertThat(end.text("description"))
                    .startsWith("Instance provisioning failed: There was a problem completing your request. Please"
                            + " contact your operations team providing the following information: service: redis,"
                            + " service-instance-guid: one, broker-request-id: ")
                    .endsWith(", task-id: 2, operation: create");
            assertThat(errands(house)).containsExactly("smoke");
        }
    }

    @Test
    void aForcedDeletionGoesOnWhenErrandsFail() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            house.director.script(Script.errand("drain").exits(1).always());
            var refused = house.deprovision("one", "small", false);
            assertThat(house.ended("one", refused.text("operation")).text("state"))
                    .isEqualTo("failed");
            assertThat(house.director.deployments()).hasSize(1);

            var forced = house.deprovision("one", "small", true);
            assertThat(house.operation(forced).path("OperationType").asString()).isEqualTo("force-delete");
            var end = house.ended("one", forced.text("operation"));
            assertThat(end.text("description")).isEqualTo("Instance forced deletion completed");
            assertThat(house.director.deployments()).isEmpty();
            assertThat(house.director.requests())
                    .anyMatch(request -> request.target().endsWith("/deployments/service-instance_one?force=true"));
        }
    }

    @Test
    void operationsOfTheOriginalAreFinished() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            var first = house.director.tasks().getFirst();
            var old = "{\"BoshTaskID\":" + first.id() + ",\"OperationType\":\"create\",\"PostDeployErrand\":{},"
                    + "\"PreDeleteErrand\":{}}";
            assertThat(house.poll("one", old).text("description")).isEqualTo("Instance provisioning completed");

            var upgrade = old.replace("create", "upgrade");
            assertThat(house.poll("one", upgrade).text("description")).isEqualTo("Instance upgrade completed");
        }
    }

    /** Releases up to 0.20 named one errand of each kind. */
    @Test
    void theOneErrandOfOldOperationsRuns() {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            var manifest = house.director.manifest("service-instance_one").orElseThrow();
            long task = house.client.deploy(manifest, Optional.of("old"));
            var old = "{\"BoshTaskID\":" + task + ",\"BoshContextID\":\"old\",\"OperationType\":\"update\","
                    + "\"PostDeployErrand\":{\"Name\":\"smoke\",\"Instances\":[\"server/0\"]},\"PreDeleteErrand\":{}}";

            assertThat(house.ended("one", old).text("description")).isEqualTo("Instance update completed");
            assertThat(errands(house)).containsExactly("smoke");
            assertThat(house.director.requests())
                    .anyMatch(request -> request.path().endsWith("/errands/smoke/runs")
                            && request.body().contains("{\"group\":\"server\",\"id\":\"0\"}"));
        }
    }

    @Test
    void whatFailsIsToldByKind() {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            house.director.script(Script.deploy().fails("the disk is full of secrets"));
            var upgrade = house.manage(
                    "PATCH", "/mgmt/service_instances/one", "operation_type=upgrade", "{\"plan_id\":\"small\"}");
            var end = house.ended("one", upgrade.body().toString());

            assertThat(end.text("state")).isEqualTo("failed");
            assertThat(end.text("description"))
                    .isEqualTo("Failed for bosh task: "
                            + upgrade.body().path("BoshTaskID").asInt());
        }
    }

    @Test
    void aDeletionIsOverOnlyWhenNothingIsLeft() {
        try (var house = House.usual()) {
            house.adapter.on("generate-manifest", call -> {
                var output = TestAdapter.generated(TestAdapter.manifest(call, ""));
                output.putObject("configs").put("cloud", "vm_extensions: []").put("resurrection", "rules: []");
                return new TestAdapter.Result(0, output.toString());
            });
            house.created("one", "small", "{}");
            assertThat(house.director.configurations())
                    .extracting(config -> config.type())
                    .containsExactly("cloud", "resurrection");
            var operation = house.deprovision("one", "small", false).text("operation");
            house.director.faults().all("DELETE /configs.*").answer(500, "no");
            var end = house.ended("one", operation);
            assertThat(end.text("state")).isEqualTo("failed");
            assertThat(end.text("description")).startsWith("Unable to delete service.");

            house.director.faults().clear();
            assertThat(house.ended("one", operation).text("state")).isEqualTo("succeeded");
            assertThat(house.director.configurations()).isEmpty();
        }
    }

    @Test
    void operationsThatAreNoneAreRefused() {
        try (var house = House.with(House.Settings::original)) {
            for (var text : new String[] {"", "nonsense", "{\"BoshTaskID\":0}"}) {
                var reply = house.poll("one", text);
                assertThat(reply.status()).isEqualTo(500);
                assertThat(reply.text("description")).startsWith("There was a problem completing your request.");
            }
            assertThat(house.log).anyMatch(line -> line.contains("no task ID found in operation data"));
        }
    }

    @Test
    void aDeletionThatTheDirectorHasForgottenIsGone() {
        try (var house = House.usual()) {
            var forgotten = Json.object().put("BoshTaskID", 999).put("OperationType", "delete");
            assertThat(house.poll("one", forgotten.toString()).status()).isEqualTo(410);
            assertThat(house.poll("one", "").status()).isEqualTo(410);
            assertThat(house.poll(
                                    "one",
                                    forgotten.put("OperationType", "create").toString())
                            .status())
                    .isEqualTo(503);
        }
    }
}
