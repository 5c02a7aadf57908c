package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import io.chandler.testkit.director.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateTest {

    private static final String FOREIGN = """
            name: service-instance_old
            releases: [{name: service, version: "0"}]
            stemcells: [{alias: only, os: ubuntu-jammy, version: "1"}]
            instance_groups: []
            update: {canaries: 1, canary_watch_time: 1-2, update_watch_time: 1-2, max_in_flight: 1}
            """;

    @Test
    void theAdapterGetsWhatIsDeployedAsItWroteIt() {
        try (var house = House.usual()) {
            house.created("one", "small", "{\"size\": 3}");
            assertThat(house.update("one", "large", "small", "{\"more\": true}").status())
                    .isEqualTo(202);

            var calls = house.adapter.calls("generate-manifest");
            assertThat(calls).hasSize(3);
            var check = calls.get(1);
            assertThat(check.text("request_parameters")).isEqualTo("{\"parameters\":{\"size\":3}}");
            assertThat(check.text("plan")).isEqualTo(check.text("previous_plan"));
            assertThat(check.text("uaa_client")).isEqualTo("null");
            var update = calls.get(2);
            assertThat(update.text("request_parameters"))
                    .isEqualTo("{\"parameters\":{\"more\":true,\"size\":3},\"plan_id\":\"large\",\"previous_values\":{"
                            + "\"organization_id\":\"\",\"plan_id\":\"small\",\"service_id\":\"\",\"space_id\":\"\"},"
                            + "\"service_id\":\"offering\"}");
            assertThat(update.text("previous_manifest"))
                    .isEqualTo(TestAdapter.manifest(calls.get(0), ""))
                    .doesNotContain(Memory.KEY);
            assertThat(update.text("previous_configs")).isEqualTo("{}");
            assertThat(update.json("previous_plan")
                            .path("instance_groups")
                            .path(0)
                            .path("instances")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void anInstanceThatIsBehindIsUpgradedFirst() {
        try (var house = House.usual()) {
            house.created("one", "small", "{\"size\": 3}");
            try (var newer = house.beside(settings -> settings.small("free: false"))) {
                house.adapter.on(
                        "generate-manifest",
                        call -> new TestAdapter.Result(
                                0,
                                TestAdapter.generated(
                                                TestAdapter.manifest(call, "features: {use_dns_addresses: true}\n"))
                                        .toString()));
                var refused = newer.update("one", "small", "small", "{\"size\": 4}");
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.text("description"))
                        .isEqualTo("The service broker has been updated, and this service instance is out of date."
                                + " Please contact your operator.");

                var upgrade = newer.manage(
                        "PATCH",
                        "/mgmt/service_instances/one",
                        "operation_type=upgrade",
                        "{\"plan_id\":\"small\",\"context\":{\"space_guid\":\"space\"}}");
                assertThat(upgrade.status()).isEqualTo(202);
                assertThat(upgrade.text("OperationType")).isEqualTo("upgrade");
                assertThat(newer.ended("one", upgrade.body().toString()).text("description"))
                        .isEqualTo("Instance upgrade completed");
                assertThat(house.adapter.calls("generate-manifest").getLast().text("request_parameters"))
                        .isEqualTo("{\"context\":{\"space_guid\":\"space\"},\"parameters\":{\"size\":3}}");
                assertThat(house.director.manifest("service-instance_one").orElseThrow())
                        .contains("size: \"3\"");

                assertThat(newer.update("one", "small", "small", "{\"size\": 4}")
                                .status())
                        .isEqualTo(202);
            }
        }
    }

    /** Byte for byte as the original, so that a parameter that acts once is not sent again. */
    @Test
    void anAdapterThatRemembersItselfGetsTheParametersOfTheRequestAlone() {
        try (var house = House.with(settings -> settings.adapter("remember_parameters: false"))) {
            house.adapter.on(
                    "generate-manifest",
                    call -> new TestAdapter.Result(
                            0,
                            TestAdapter.generated(
                                            TestAdapter.manifest(call, "").replaceFirst("size: \".*\"", "size: kept"))
                                    .toString()));
            house.created("one", "small", "{\"size\":1,\"restore_from\":\"x\"}");
            var update = house.update("one", "small", "small", "{\"size\":2}");
            assertThat(house.ended("one", update.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            var upgrade = house.manage(
                    "PATCH", "/mgmt/service_instances/one", "operation_type=upgrade", "{\"plan_id\":\"small\"}");
            assertThat(upgrade.status()).isEqualTo(202);

            var calls = house.adapter.calls("generate-manifest");
            assertThat(calls).hasSize(4);
            assertThat(calls.get(1).text("request_parameters")).isEqualTo("{}");
            assertThat(calls.get(2).json("request_parameters").path("parameters"))
                    .isEqualTo(Json.mapper().readTree("{\"size\":2}"));
            assertThat(calls.get(3).text("request_parameters")).isEqualTo("{\"context\":null}");
        }
    }

    @Test
    void theCheckCanBeTurnedOff() {
        try (var house = House.with(settings -> settings.broker("skip_check_for_pending_changes: true"))) {
            house.director.addDeployment(FOREIGN);
            assertThat(house.update("old", "small", "small", "{}").status()).isEqualTo(202);
            assertThat(house.adapter.calls("generate-manifest")).hasSize(1);
        }
    }

    @Test
    void anInstanceOfTheOriginalIsUpgradedWithoutMoreThanTheOriginalSends() {
        try (var house = House.usual()) {
            house.director.addDeployment(FOREIGN);
            assertThat(house.update("old", "small", "small", "{}").status()).isEqualTo(422);
            var upgrade = house.manage(
                    "PATCH", "/mgmt/service_instances/old", "operation_type=upgrade", "{\"plan_id\":\"small\"}");

            assertThat(upgrade.status()).isEqualTo(202);
            assertThat(house.adapter.calls("generate-manifest").getLast().text("request_parameters"))
                    .isEqualTo("{\"context\":null}");
            assertThat(house.ended("old", upgrade.body().toString()).text("state"))
                    .isEqualTo("succeeded");
            assertThat(house.call("GET", "/v2/service_instances/old", "", "").status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"specification, 404", "original, 500"})
    void aMissingDeploymentIsTold(String compatibility, int status) {
        try (var house = House.with(settings -> {
            settings.compatibility = compatibility;
            return settings;
        })) {
            var reply = house.update("none", "small", "small", "{}");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).isEqualTo("bosh deployment 'service-instance_none' not found");
        }
    }

    @ParameterizedTest
    @CsvSource({"specification, 422, ConcurrencyError", "original, 500, ''"})
    void aDirectorAtWorkIsTold(String compatibility, int status, String code) {
        try (var house = House.with(settings -> {
            settings.compatibility = compatibility;
            return settings;
        })) {
            house.created("one", "small", "{}");
            house.director.script(Script.deploy().hangs());
            assertThat(house.update("one", "small", "small", "{}").status()).isEqualTo(202);

            var reply = house.update("one", "small", "small", "{}");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("error")).isEqualTo(code);
            var deletion = house.deprovision("one", "small", false);
            assertThat(deletion.status()).isEqualTo(status);
            if (status == 500) {
                assertThat(reply.text("description"))
                        .isEqualTo("An operation is in progress for your service instance. Please try again later.");
            }
            house.director.letHangingTasksEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({"specification, 400", "original, 500"})
    void anUnknownPlanIsTold(String compatibility, int status) {
        try (var house = House.with(settings -> {
            settings.compatibility = compatibility;
            return settings;
        })) {
            house.created("one", "small", "{}");
            assertThat(house.update("one", "huge", "small", "{}").status()).isEqualTo(status);
            var previous = house.update("one", "small", "huge", "{}");
            assertThat(previous.status()).isEqualTo(status);
            assertThat(previous.text("description")).isEqualTo("plan huge does not exist");
        }
    }

    @Test
    void withoutAPlanThePlanStays() {
        try (var house = House.usual()) {
            house.created("one", "large", "{}");
            var reply = house.call(
                    "PATCH",
                    "/v2/service_instances/one",
                    "accepts_incomplete=true",
                    "{\"service_id\":\"offering\",\"parameters\":{\"size\":1}}");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(house.adapter
                            .calls("generate-manifest")
                            .getLast()
                            .json("plan")
                            .path("instance_groups")
                            .path(0)
                            .path("instances")
                            .asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void onlyMaintenanceInformationMakesAnUpgrade() {
        try (var house = House.with(settings -> settings.small("maintenance_info: {version: 2.0.0}"))) {
            house.created("one", "small", "{}");
            var upgrade = house.call(
                    "PATCH",
                    "/v2/service_instances/one",
                    "accepts_incomplete=true",
                    House.body(
                            "small",
                            "{}",
                            ",\"maintenance_info\":{\"version\":\"2.0.0\"},\"previous_values\":{\"plan_id\":\"small\","
                                    + "\"maintenance_info\":{\"version\":\"1.0.0\"}}"));
            assertThat(upgrade.status()).isEqualTo(202);
            assertThat(house.operation(upgrade).path("OperationType").asString())
                    .isEqualTo("upgrade");
            assertThat(upgrade.text("dashboard_url")).isEqualTo("https://dashboard/one");
            assertThat(house.ended("one", upgrade.text("operation")).text("state"))
                    .isEqualTo("succeeded");

            var refused = house.call(
                    "PATCH",
                    "/v2/service_instances/one",
                    "accepts_incomplete=true",
                    House.body(
                            "small",
                            "{\"a\":1}",
                            ",\"previous_values\":{\"plan_id\":\"small\",\"maintenance_info\":{\"version\":\"1.0.0\"}}"));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("description")).isEqualTo("service instance needs to be upgraded before updating");
        }
    }

    @Test
    void aQuotaOfThePlanHoldsForAChangeToItOnly() {
        try (var house = House.with(settings -> settings.large("quotas: {service_instance_limit: 1}"))) {
            house.created("big", "large", "{}");
            house.created("one", "small", "{}");
            assertThat(house.update("one", "large", "small", "{}").text("description"))
                    .isEqualTo("plan instance limit exceeded for service ID: offering. Total instances: 1");
            assertThat(house.update("big", "large", "large", "{\"size\": 1}").status())
                    .isEqualTo(202);
        }
    }

    @Test
    void configsComeBackWhenTheDeploymentDoesNotBegin() {
        try (var house = House.usual()) {
            house.adapter.on("generate-manifest", call -> {
                var output = TestAdapter.generated(TestAdapter.manifest(call, ""));
                var size = call.json("request_parameters")
                        .path("parameters")
                        .path("size")
                        .asString("1");
                output.putObject("configs").put("cloud", "size: " + size);
                return new TestAdapter.Result(0, output.toString());
            });
            house.created("one", "small", "{\"size\": \"1\"}");
            house.director.faults().all("POST /deployments.*").answer(500, "no");
            assertThat(house.update("one", "small", "small", "{\"size\": \"2\"}")
                            .status())
                    .isEqualTo(500);

            assertThat(house.director.configurations().getLast().content()).isEqualTo("size: 1");
        }
    }
}
