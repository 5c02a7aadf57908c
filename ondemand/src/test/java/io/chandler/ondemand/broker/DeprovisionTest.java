package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The end of instances, and of those that are not there. */
class DeprovisionTest {

    private static final String DEPLOYMENT = "service-instance_one";

    @Test
    void whatAnAbsentInstanceLeftGoesBeforeItIsGone() {
        var credHub = new TestCredHub();
        credHub.values.put(
                "/odb/offering/" + DEPLOYMENT + "/password", Json.mapper().readTree("\"x\""));
        try (var house = House.with(settings -> {
            settings.directorCredHub = Optional.of(credHub);
            return settings.original();
        })) {
            house.client.putConfiguration(DEPLOYMENT, "cloud", "vm_extensions: []");
            house.director.faults().all("DELETE /configs.*").answer(500, "no");
            var failed = house.deprovision("one", "small", false);
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.text("description"))
                    .isEqualTo("Unable to delete service. Please try again later or contact your operator.");

            house.director.faults().clear();
            var gone = house.deprovision("one", "small", false);
            assertThat(gone.status()).isEqualTo(410);
            assertThat(gone.body().toString()).isEqualTo("{}");
            assertThat(house.director.configurations()).isEmpty();
            assertThat(credHub.values).isEmpty();
        }
    }

    @Test
    void withoutConfigsTheDirectorIsNeverAskedForThem() {
        try (var house = House.with(settings -> settings.broker("disable_bosh_configs: true"))) {
            house.created("one", "small", "{}");
            assertThat(house.adapter.calls("generate-manifest").getFirst().text("previous_configs"))
                    .isEqualTo("null");
            var update = house.update("one", "small", "small", "{\"size\":1}");
            assertThat(house.ended("one", update.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(house.adapter.calls("generate-manifest").getLast().text("previous_configs"))
                    .isEqualTo("null");
            var upgrade = house.manage(
                    "PATCH", "/mgmt/service_instances/one", "operation_type=upgrade", "{\"plan_id\":\"small\"}");
            assertThat(upgrade.status()).isEqualTo(202);
            assertThat(house.ended("one", upgrade.body().toString()).text("state"))
                    .isEqualTo("succeeded");
            var deletion = house.deprovision("one", "small", false);
            assertThat(house.ended("one", deletion.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(house.deprovision("one", "small", false).status()).isEqualTo(410);
            assertThat(house.director.requests())
                    .noneMatch(request -> request.path().equals("/configs"));
        }
    }

    @Test
    void theOperationNamesItsTaskAndTheDirectorItsContext() {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            var reply = house.deprovision("one", "small", false);
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.text("operation"))
                    .isEqualTo("{\"BoshTaskID\":2,\"OperationType\":\"delete\",\"PostDeployErrand\":{},"
                            + "\"PreDeleteErrand\":{}}");
            assertThat(house.director.tasks().getLast().contextId()).isEqualTo("delete-one");
        }
    }

    @Test
    void anUnknownPlanHasNoErrands() {
        try (var house = House.with(settings -> settings.small("lifecycle_errands: {pre_delete: [{name: drain}]}"))) {
            house.created("one", "small", "{}");
            var reply = house.deprovision("one", "removed", false);
            assertThat(house.ended("one", reply.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(house.director.tasks())
                    .noneMatch(task -> task.description().startsWith("run errand"));
        }
    }

    @Test
    void whoCannotWaitIsRefused() {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            var reply = house.call("DELETE", "/v2/service_instances/one", "service_id=offering&plan_id=small", "");
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.body().toString())
                    .contains("\"error\":\"AsyncRequired\"")
                    .contains("\"description\":\"This service plan requires client support for asynchronous service"
                            + " operations.\"");
            assertThat(house.director.deployments()).hasSize(1);
        }
    }
}
