package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeAllTest {

    private static final String ERRAND = "upgrade-all-service-instances";

    @TempDir
    Path folder;

    private ScriptedBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = ScriptedBroker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private String file(String... further) throws IOException {
        var text = """
                broker_api:
                  url: %s
                  authentication: {basic: {username: user name, password: pass word}}
                polling_interval: 1
                attempt_interval: 2
                attempt_limit: 2
                max_in_flight: %s
                %s
                """.formatted(
                broker.url(), String.join("", further).contains("canaries: 2") ? 3 : 1, String.join("\n", further));
        return Files.writeString(folder.resolve("errand.yml"), text).toString();
    }

    private Run upgrade(String... further) throws Exception {
        return new Run().of(ERRAND, "-configPath", file(further));
    }

    @Test
    void upgradesAnInstanceAndTellsEachStep() throws Exception {
        broker.instances("i1").accepts("i1").ends("i1", "in progress").ends("i1", "succeeded");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "[upgrade-all] Upgrading all instances via BOSH",
                        "[upgrade-all] STARTING OPERATION with 1 concurrent workers",
                        "[upgrade-all] Service Instances: i1",
                        "[upgrade-all] Total Service Instances found: 1",
                        "[upgrade-all] Processing all instances. Attempt 1/2",
                        "[upgrade-all] [i1] Starting to process service instance 1 of 1",
                        "[upgrade-all] [i1] Result: operation accepted",
                        "[upgrade-all] [i1] Waiting for operation to complete: bosh task id 7",
                        "[upgrade-all] [i1] Result: Service Instance operation success",
                        "[upgrade-all] Progress summary: Sleep interval until next attempt: 2s; "
                                + "Number of successful operations so far: 1; Number of skipped operations so far: 0; "
                                + "Number of service instance orphans detected so far: 0; "
                                + "Number of deleted instances before operation could happen: 0; "
                                + "Number of operations in progress (to retry) so far: 0",
                        "[upgrade-all] FINISHED PROCESSING Status: SUCCESS; Summary: "
                                + "Number of successful operations: 1; Number of skipped operations: 0; "
                                + "Number of service instance orphans detected: 0; "
                                + "Number of deleted instances before operation could happen: 0; "
                                + "Number of busy instances which could not be processed: 0; "
                                + "Number of service instances that failed to process: 0");
        assertThat(run.out())
                .startsWith("[upgrade-all-service-instances] 2026/11/21 13:37:00.000001 [upgrade-all] Upgrading");
        assertThat(broker.asked("PATCH"))
                .containsExactly(new ScriptedBroker.Asked(
                        "PATCH",
                        "/mgmt/service_instances/i1?operation_type=upgrade",
                        "{\"plan_id\":\"plan\",\"context\":{\"space_guid\":\"space\"}}"));
        assertThat(broker.asked("GET /v2").getFirst().target())
                .isEqualTo("/v2/service_instances/i1/last_operation?operation="
                        + "{\"BoshTaskID\":7,\"OperationType\":\"upgrade\"}");
        assertThat(run.pauses).doesNotContain(Duration.ofSeconds(2));
    }

    @Test
    void nothingToDoIsASuccess() throws Exception {
        broker.on("GET /mgmt/service_instances", 200, "null");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out()).contains("Total Service Instances found: 0", "Status: SUCCESS");
    }

    @Test
    void oneListServesAllThatAreBegunTogether() throws Exception {
        broker.instances("i1", "i2", "i3");
        for (var id : new String[] {"i1", "i2", "i3"}) {
            broker.on("PATCH /mgmt/service_instances/" + id, 204, "");
        }
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out())
                .contains("Result: instance already up to date - operation skipped")
                .contains("Number of skipped operations: 3");
        assertThat(broker.asked("GET /mgmt")).hasSize(2);
    }

    @Test
    void thePlanIsTheNewestOne() throws Exception {
        broker.instances("i1")
                .on(
                        "GET /mgmt/service_instances",
                        200,
                        "[{\"service_instance_id\":\"i1\",\"plan_id\":\"plan-2\",\"space_guid\":\"space\"}]")
                .accepts("i1")
                .ends("i1", "succeeded");
        assertThat(upgrade().exitCode).isZero();
        assertThat(broker.asked("PATCH").getFirst().body()).contains("plan-2");
    }

    @Test
    void anInstanceThatIsGoneIsCountedAsDeleted() throws Exception {
        broker.instances("i1").on("GET /mgmt/service_instances", 200, "[]");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out())
                .contains("[i1] Result: already deleted from platform")
                .contains("Number of deleted instances before operation could happen: 1");
    }

    @Test
    void aListThatCannotBeRefreshedIsUsedAsItWas() throws Exception {
        broker.instances("i1")
                .on("GET /mgmt/service_instances", 500, "oops")
                .accepts("i1")
                .ends("i1", "succeeded");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.lines())
                .contains("[i1] Failed to get refreshed list of instances. Continuing with previously fetched info.");
    }

    @Test
    void aListThatCannotBeReadEndsTheErrand() throws Exception {
        broker.on("GET /mgmt/service_instances", 500, "{\"description\": \"a forced error\"}");
        var run = upgrade();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.lines().getLast())
                .isEqualTo("error listing service instances: HTTP response status: 500 Internal Server Error. "
                        + "a forced error");
    }

    @Test
    void busyInstancesAreTriedAgainAndTold() throws Exception {
        broker.instances("i1").on("PATCH /mgmt/service_instances/i1", 409, "");
        var run = upgrade();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out())
                .contains("Processing all instances. Attempt 1/2")
                .contains("Processing all remaining instances. Attempt 2/2")
                .contains("[i1] Result: operation in progress")
                .contains("Number of busy instances which could not be processed: 1 [i1]");
        assertThat(run.lines().getLast()).isEqualTo("The following instances could not be processed: i1");
        assertThat(run.pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void aBusyInstanceThatIsFreeLaterIsASuccess() throws Exception {
        broker.instances("i1")
                .on("PATCH /mgmt/service_instances/i1", 409, "")
                .accepts("i1")
                .ends("i1", "succeeded");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out()).contains("Number of successful operations: 1;");
    }

    @Test
    void failuresDoNotKeepOthersFromBeingProcessed() throws Exception {
        broker.instances("i1", "i2", "i3")
                .on("PATCH /mgmt/service_instances/i1", 500, "{\"description\":\"broken\"}")
                .on("PATCH /mgmt/service_instances/i2", 418, "tea")
                .accepts("i3")
                .ends("i3", "succeeded");
        var run = upgrade();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out())
                .contains("Status: FAILED")
                .contains("Number of successful operations: 1;")
                .contains("Number of service instances that failed to process: 2 [i1, i2]")
                .contains("2 errors occurred:\n\n"
                        + "* operation type: upgrade failed for service instance i1: unexpected status code: 500. "
                        + "description: broken\n"
                        + "* operation type: upgrade failed for service instance i2: unexpected status code: 418. "
                        + "body: tea\n");
    }

    @Test
    void anOperationThatFailsIsTold() throws Exception {
        broker.instances("i1").accepts("i1").ends("i1", "failed");
        var run = upgrade();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("[i1] Result: Service Instance operation failure");
        assertThat(run.lines().getLast()).isEqualTo("[i1] Operation failed: bosh task id 7: said so");
    }

    @Test
    void aBrokerThatIsAwayForAMomentDoesNotFailTheOperation() throws Exception {
        broker.instances("i1")
                .accepts("i1")
                .on("GET /v2/service_instances/i1/last_operation", 503, "")
                .ends("i1", "succeeded");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out())
                .contains("[i1] Cannot be asked for, will ask again: error getting last operation: "
                        + "HTTP response status: 503 Service Unavailable");
    }

    @Test
    void orphansAreCounted() throws Exception {
        broker.instances("i1").on("PATCH /mgmt/service_instances/i1", 410, "");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out())
                .contains("[i1] Result: orphan service instance detected - no corresponding bosh deployment")
                .contains("Number of service instance orphans detected: 1;");
    }

    @Test
    void noMoreThanTheConfiguredNumberAreInFlight() throws Exception {
        var ids = new String[] {"i1", "i2", "i3", "i4", "i5"};
        broker.instances(ids);
        for (var id : ids) {
            broker.accepts(id).ends(id, "succeeded");
        }
        var looks = List.of("i1", "i2", "i3").stream()
                .map(id -> broker.hold("GET /v2/service_instances/" + id + "/last_operation"))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var run = threads.submit(() -> upgrade("max_in_flight: 3"));
            await().until(() -> broker.asked("GET /v2").size() == 3);
            assertThat(broker.asked("PATCH")).hasSize(3);
            looks.forEach(CountDownLatch::countDown);
            assertThat(run.get().exitCode).isZero();
        }
        assertThat(broker.asked("PATCH")).hasSize(5);
    }

    @Test
    void canariesGoFirstAndBusyOnesAreReplaced() throws Exception {
        broker.instances("i1", "i2", "i3", "i4")
                .accepts("i1")
                .on("PATCH /mgmt/service_instances/i2", 409, "")
                .accepts("i2")
                .accepts("i3")
                .accepts("i4");
        for (var id : new String[] {"i1", "i2", "i3", "i4"}) {
            broker.ends(id, "succeeded");
        }
        var run = upgrade("canaries: 2");
        assertThat(run.exitCode).isZero();
        assertThat(run.lines())
                .contains(
                        "[upgrade-all] STARTING CANARIES: 2 canaries",
                        "[upgrade-all] Processing all canaries. Attempt 1/2",
                        "[upgrade-all] [i1] Starting to process service instance",
                        "[upgrade-all] [i3] Starting to process service instance",
                        "[upgrade-all] FINISHED CANARIES");
        assertThat(run.lines().indexOf("[upgrade-all] [i4] Result: operation accepted"))
                .isGreaterThan(run.lines().indexOf("[upgrade-all] FINISHED CANARIES"));
        assertThat(run.out()).contains("Number of successful operations: 4;");
    }

    @Test
    void canariesAreSelectedByTheBroker() throws Exception {
        broker.instances("i1", "i2")
                .on(
                        "GET /mgmt/service_instances?foo=bar",
                        200,
                        "[{\"service_instance_id\":\"i2\",\"plan_id\":\"plan\"}]")
                .accepts("i1")
                .accepts("i2")
                .ends("i1", "succeeded")
                .ends("i2", "succeeded");
        var run = upgrade("canaries: 1", "canary_selection_params: {foo: bar}");
        assertThat(run.exitCode).isZero();
        assertThat(run.lines())
                .contains("[upgrade-all] STARTING CANARIES: 1 canaries with selection criteria: foo: bar");
        assertThat(broker.asked("PATCH").getFirst().target()).contains("/i2?");
    }

    @Test
    void aSelectionWithoutCanariesEndsTheErrand() throws Exception {
        broker.instances("i1").on("GET /mgmt/service_instances?cf_org=o&cf_space=s", 200, "[]");
        var run = upgrade("canaries: 1", "canary_selection_params: {cf_space: s, cf_org: o}");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.lines().getLast())
                .startsWith("Failed to find a match to the canary selection criteria: cf_org: o, cf_space: s. Please");
        assertThat(broker.asked("PATCH")).isEmpty();
    }

    @Test
    void aFailedCanaryKeepsTheOthersFromBeingTouched() throws Exception {
        broker.instances("i1", "i2").accepts("i1").ends("i1", "failed");
        var run = upgrade("canaries: 1");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.lines().getLast())
                .isEqualTo("canaries didn't process successfully: [i1] Operation failed: bosh task id 7: said so");
        assertThat(broker.asked("PATCH")).hasSize(1);
    }

    @Test
    void canariesThatStayBusyEndTheErrand() throws Exception {
        broker.instances("i1").on("PATCH /mgmt/service_instances/i1", 409, "");
        var run = upgrade("canaries: 1");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("Processing 1 remaining canaries. Attempt 2/2");
        assertThat(run.lines().getLast())
                .isEqualTo("canaries didn't process successfully: attempted to process 1 canaries, "
                        + "but only found 0 instances not already in use by another BOSH task.");
    }

    @Test
    void aStoppedRunIsResumed() throws Exception {
        var progress = folder.resolve("errand.yml.progress");
        Files.writeString(progress, """
                {"operation":"upgrade","configuration":"c1","began":"2026-11-21T12:00:00Z"}
                {"instance":"i1","state":"running","data":"{}","task":1}
                {"instance":"i1","state":"done"}
                {"instance":"i2","state":"running","data":"{\\"BoshTaskID\\":9}","task":9}
                {"instance":"i3","sta""");
        broker.configuration("c1")
                .instances("i1", "i2", "i3")
                .accepts("i3")
                .ends("i2", "succeeded")
                .ends("i3", "succeeded");
        var run = upgrade();
        assertThat(run.exitCode).isZero();
        assertThat(run.out())
                .contains(
                        "RESUMING the run that began at 2026-11-21T12:00:00Z: 1 instances were processed, 1 were being")
                .contains("[i2] Waiting for operation to complete: bosh task id 9")
                .contains("Number of successful operations: 3;");
        assertThat(broker.asked("PATCH")).hasSize(1);
        assertThat(progress).doesNotExist();
    }

    @Test
    void aRunThatWasCutOffWithinALineIsResumedTwice() throws Exception {
        Files.writeString(folder.resolve("errand.yml.progress"), """
                {"operation":"upgrade","configuration":"c1","began":"2026-11-21T12:00:00Z"}
                {"instance":"i1","state":"running","data":"{\\"BoshTaskID\\":9}","task":9}
                {"instance":"i2","sta""");
        broker.configuration("c1")
                .instances("i1", "i2")
                .ends("i1", "succeeded")
                .on("PATCH /mgmt/service_instances/i2", 500, "{}");
        assertThat(upgrade().out()).contains(": 0 instances were processed, 1 were being");
        assertThat(upgrade().out()).contains(": 1 instances were processed, 0 were being");
    }

    @Test
    void aFailedRunKeepsItsProgressAndANewConfigurationForgetsIt() throws Exception {
        broker.configuration("c1")
                .instances("i1", "i2")
                .accepts("i1")
                .ends("i1", "succeeded")
                .on("PATCH /mgmt/service_instances/i2", 500, "{}");
        assertThat(upgrade().exitCode).isEqualTo(1);
        assertThat(broker.asked("PATCH")).hasSize(2);
        assertThat(upgrade().exitCode).isEqualTo(1);
        assertThat(broker.asked("PATCH")).hasSize(3);
        broker.configuration("c2");
        assertThat(upgrade().exitCode).isEqualTo(1);
        assertThat(broker.asked("PATCH")).hasSize(5);
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        broker.instances("i1", "i2", "i3");
        var run = new Run().of(ERRAND, "-configPath", file("canaries: 1"), "--dry-run");
        assertThat(run.exitCode).isZero();
        assertThat(run.lines())
                .contains(
                        "[upgrade-all] [i1] Would be processed as a canary",
                        "[upgrade-all] [i2] Would be processed",
                        "[upgrade-all] [i3] Would be processed",
                        "[upgrade-all] DRY RUN: nothing was changed");
        assertThat(broker.asked("PATCH")).isEmpty();
    }

    @Test
    void mistakesInTheFileAreTold() throws Exception {
        assertThat(upgrade("max_in_flight: 0").lines()).containsExactly("the max in flight must be greater than zero");
        assertThat(upgrade("canaries: -1").lines()).containsExactly("the number of canaries cannot be negative");
        assertThat(new Run().of(ERRAND).lines()).containsExactly("-configPath must be given as argument");
        var usage = new Run().of(ERRAND, "--foo");
        assertThat(usage.exitCode).isEqualTo(2);
        assertThat(usage.err()).startsWith("flag provided but not defined: -foo\nUsage of " + ERRAND + ":\n");
    }
}
