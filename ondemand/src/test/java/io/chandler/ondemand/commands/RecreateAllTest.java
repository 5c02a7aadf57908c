package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code recreate-all-service-instances}, where it differs from upgrading all, and that it does not elsewhere. */
class RecreateAllTest {

    private static final String ERRAND = "recreate-all-service-instances";

    @TempDir
    Path folder;

    private ScriptedBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = ScriptedBroker.start().on("GET /info", 200, "{\"version\":\"268.4.0 (00000000)\"}");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Run recreate(String... further) throws Exception {
        var file = Files.writeString(
                folder.resolve("errand.yml"), """
                broker_api:
                  url: %1$s
                  authentication: {basic: {username: user name, password: pass word}}
                polling_interval: 1
                attempt_interval: 2
                attempt_limit: 2
                max_in_flight: 1
                bosh: {url: "%1$s"}
                %2$s
                """.formatted(broker.url(), String.join("\n", further)));
        return new Run().of(ERRAND, "-configPath", file.toString());
    }

    @Test
    void anInstanceIsRecreatedAndEachStepTold() throws Exception {
        broker.instances("i1").accepts("i1").ends("i1", "in progress").ends("i1", "succeeded");
        var run = recreate();
        assertThat(run.exitCode).isZero();
        assertThat(run.lines())
                .startsWith(
                        "[recreate-all] STARTING OPERATION with 1 concurrent workers",
                        "[recreate-all] Service Instances: i1",
                        "[recreate-all] Total Service Instances found: 1",
                        "[recreate-all] Processing all instances. Attempt 1/2",
                        "[recreate-all] [i1] Starting to process service instance 1 of 1",
                        "[recreate-all] [i1] Result: operation accepted",
                        "[recreate-all] [i1] Waiting for operation to complete: bosh task id 7",
                        "[recreate-all] [i1] Result: Service Instance operation success")
                .anyMatch(line -> line.startsWith("[recreate-all] FINISHED PROCESSING Status: SUCCESS; Summary: "
                        + "Number of successful operations: 1;"));
        assertThat(run.out()).startsWith("[recreate-all-service-instances] ");
        assertThat(broker.asked("PATCH"))
                .containsExactly(new ScriptedBroker.Asked(
                        "PATCH",
                        "/mgmt/service_instances/i1?operation_type=recreate",
                        "{\"plan_id\":\"plan\",\"context\":{\"space_guid\":\"space\"}}"));
        assertThat(broker.asked("GET /info")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | Result: already deleted from platform | 0",
                "410 | Result: orphan service instance detected - no corresponding bosh deployment | 0",
                "204 | Result: instance already up to date - operation skipped | 0",
                "409 | Result: operation in progress | 1",
                "500 | operation type: recreate failed for service instance i1: unexpected status code: 500. | 1",
            })
    void whatTheBrokerAnswersIsTold(int status, String line, int exitCode) throws Exception {
        broker.instances("i1").on("PATCH /mgmt/service_instances/i1", status, status == 500 ? "{}" : "");
        var run = recreate();
        assertThat(run.exitCode).isEqualTo(exitCode);
        assertThat(run.out()).contains(line);
    }

    @Test
    void canariesAreTakenFromTheFileAsWell() throws Exception {
        broker.instances("i1", "i2")
                .on("GET /mgmt/service_instances?a=b", 200, "[{\"service_instance_id\":\"i2\",\"plan_id\":\"plan\"}]")
                .accepts("i1")
                .accepts("i2")
                .ends("i1", "succeeded")
                .ends("i2", "succeeded");
        var run = recreate("canaries: 1", "canary_selection_params: {a: b}");
        assertThat(run.exitCode).isZero();
        assertThat(broker.asked("PATCH").getFirst().target()).contains("/i2?");
    }

    @Test
    void instancesThatStayBusyEndTheErrand() throws Exception {
        broker.instances("i1").on("PATCH /mgmt/service_instances/i1", 409, "");
        var run = recreate();
        assertThat(run.lines().getLast()).isEqualTo("The following instances could not be processed: i1");
        assertThat(run.pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void aListThatCannotBeReadEndsTheErrand() throws Exception {
        broker.on("GET /mgmt/service_instances", 500, "");
        var run = recreate();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.lines().getLast())
                .isEqualTo("error listing service instances: HTTP response status: 500 Internal Server Error");
    }

    @Test
    void anOperationThatFailsIsTold() throws Exception {
        broker.instances("i1").accepts("i1").ends("i1", "failed");
        var run = recreate();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.lines().getLast()).isEqualTo("[i1] Operation failed: bosh task id 7: said so");
    }
}
