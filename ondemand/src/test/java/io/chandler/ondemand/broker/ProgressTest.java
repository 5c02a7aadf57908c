package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.director.Script;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform reads of an operation, for every type of operation and every state of its task. */
class ProgressTest {

    @ParameterizedTest
    @CsvSource({
        "create, Instance provisioning",
        "update, Instance update",
        "upgrade, Instance upgrade",
        "recreate, Instance recreate",
        "delete, Instance deletion",
        "force-delete, Instance forced deletion"
    })
    void theWordsOfEveryStateAreTheOriginals(String type, String noun) {
        try (var house = House.with(House.Settings::original)) {
            house.created("one", "small", "{}");
            var manifest = house.director.manifest("service-instance_one").orElseThrow();
            long done = house.director.tasks().getFirst().id();
            assertProgress(house, type, done, "succeeded", noun + " completed");

            house.director.script(Script.deploy().hangs());
            long processing = house.client.deploy(manifest, Optional.empty());
            assertProgress(house, type, processing, "in progress", noun + " in progress");
            house.director.letHangingTasksEnd();
            await().until(() -> !house.director.tasks().getLast().state().equals("processing"));

            house.director.script(Script.deploy().fails("no disk"));
            assertFailed(house, type, noun, house.client.deploy(manifest, Optional.empty()));
            house.director.script(Script.deploy().cancelled());
            assertFailed(house, type, noun, house.client.deploy(manifest, Optional.empty()));
            house.director.script(Script.deploy().timesOut("too slow"));
            assertFailed(house, type, noun, house.client.deploy(manifest, Optional.empty()));
        }
    }

    private static void assertProgress(House house, String type, long task, String state, String description) {
        var reply = house.poll("one", operation(type, task));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().toString())
                .isEqualTo("{\"state\":\"" + state + "\",\"description\":\"" + description + "\"}");
        assertThat(house.log).anyMatch(line -> line.contains("BOSH task ID " + task + " status: "));
    }

    private static void assertFailed(House house, String type, String noun, long task) {
        var reply = house.ended("one", operation(type, task));
        assertThat(reply.text("state")).isEqualTo("failed");
        assertThat(reply.text("description"))
                .matches(
                        type.equals("upgrade")
                                ? "Failed for bosh task: " + task
                                : noun
                                        + " failed: There was a problem completing your request\\. Please contact your operations"
                                        + " team providing the following information: service: redis,"
                                        + " service-instance-guid: one, broker-request-id: [0-9a-f-]{36}, task-id: "
                                        + task + ", operation: " + type);
    }

    private static String operation(String type, long task) {
        return "{\"BoshTaskID\":" + task + ",\"OperationType\":\"" + type
                + "\",\"PostDeployErrand\":{},\"PreDeleteErrand\":{}}";
    }
}
