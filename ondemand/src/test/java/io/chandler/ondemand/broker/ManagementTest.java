package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.testkit.director.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementTest {

    @Test
    void listsInstancesAndOrphans() {
        try (var house = House.usual()) {
            assertThat(house.manage("GET", "/mgmt/service_instances", "", "")
                            .body()
                            .toString())
                    .isEqualTo("[]");
            house.created("one", "small", "{}");
            house.created("two", "small", "{}");
            house.platform.known.remove("two");
            house.director.addDeployment("name: somebody-elses\nreleases: []\nstemcells: []\ninstance_groups: []\n");

            assertThat(house.manage("GET", "/mgmt/service_instances", "", "")
                            .body()
                            .toString())
                    .isEqualTo("[{\"service_instance_id\":\"one\",\"plan_id\":\"small\",\"space_guid\":\"space\"}]");
            assertThat(house.manage("GET", "/mgmt/orphan_deployments", "", "")
                            .body()
                            .toString())
                    .isEqualTo("[{\"deployment_name\":\"service-instance_two\"}]");
        }
    }

    @Test
    void measuresInstancesQuotasAndResources() {
        try (var house = House.with(settings -> settings.offering(
                        "global_quotas: {service_instance_limit: 10, resources: {ips: {limit: 20}}}")
                .small("quotas: {service_instance_limit: 5, resources: {ips: {limit: 4, cost: 2}}}")
                .large("quotas: {resources: {ips: {cost: 3}}}"))) {
            house.platform.add("a", "small");
            house.platform.add("b", "large");
            assertThat(house.manage("GET", "/mgmt/metrics", "", "").body().toString())
                    .isEqualTo("["
                            + metric("small/total_instances", 1) + "," + metric("small/quota_remaining", 4) + ","
                            + metric("small/ips/used", 2) + "," + metric("small/ips/remaining", 2) + ","
                            + metric("large/total_instances", 1) + "," + metric("large/ips/used", 3) + ","
                            + metric("total_instances", 2) + "," + metric("quota_remaining", 8) + ","
                            + metric("ips/used", 5) + "," + metric("ips/remaining", 15) + "]");
            house.platform.add("c", "a plan that was removed");
            assertThat(house.manage("GET", "/mgmt/metrics", "", "").body().toString())
                    .isEqualTo("[]");
        }
    }

    private static String metric(String key, int value) {
        return "{\"key\":\"/on-demand-broker/redis/" + key + "\",\"value\":" + value + ",\"unit\":\"count\"}";
    }

    @Test
    void recreatesWithErrands() {
        try (var house = House.with(settings -> settings.small("lifecycle_errands: {post_deploy: [{name: smoke}]}"))) {
            house.created("one", "small", "{}");
            house.director.forgetRequests();
            var reply = house.manage(
                    "PATCH", "/mgmt/service_instances/one", "operation_type=recreate", "{\"plan_id\":\"small\"}");

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.text("OperationType")).isEqualTo("recreate");
            assertThat(house.ended("one", reply.body().toString()).text("description"))
                    .isEqualTo("Instance recreate completed");
            assertThat(house.director.requests())
                    .anyMatch(request -> request.target()
                            .endsWith("/deployments/service-instance_one/jobs/*?fix=true&state=recreate"));
            assertThat(house.director.tasks().getLast().description()).startsWith("run errand smoke");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one | upgrade | not json | 422 | Error in request body. Invalid JSON",
                "one | upgrade | {} | 500 | no plan ID provided in upgrade request body",
                "one | recreate | {} | 500 | no plan ID provided in recreate request body",
                "one | explode | {} | 400 | ''",
                "one | upgrade | {\"plan_id\":\"x\"} | 500 | plan x not found",
                "none | upgrade | {\"plan_id\":\"small\"} | 410 | bosh deployment 'service-instance_none' not found",
                "none | recreate | {\"plan_id\":\"small\"} | 410 | bosh deployment 'service-instance_none' not found",
            })
    void refusals(String id, String operation, String body, int status, String description) {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            var reply = house.manage("PATCH", "/mgmt/service_instances/" + id, "operation_type=" + operation, body);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).isEqualTo(description);
        }
    }

    @Test
    void aBusyInstanceIsToldAndSoIsADirectorThatIsDown() {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            house.director.script(Script.deploy().hangs());
            var upgrade = "operation_type=upgrade";
            var plan = "{\"plan_id\":\"small\"}";
            assertThat(house.manage("PATCH", "/mgmt/service_instances/one", upgrade, plan)
                            .status())
                    .isEqualTo(202);
            assertThat(house.manage("PATCH", "/mgmt/service_instances/one", upgrade, plan)
                            .status())
                    .isEqualTo(409);
            house.director.letHangingTasksEnd();
            house.director.faults().all("GET /(tasks|deployments).*").answer(500, "down");

            var reply = house.manage("PATCH", "/mgmt/service_instances/one", upgrade, plan);
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text("description"))
                    .isEqualTo("Currently unable to update service instance, please try again later");
            assertThat(house.manage("GET", "/mgmt/orphan_deployments", "", "").status())
                    .isEqualTo(500);
            assertThat(house.manage("GET", "/mgmt/nothing", "", "").status()).isEqualTo(404);
            assertThat(house.manage("POST", "/mgmt/metrics", "", "").status()).isEqualTo(405);
        }
    }

    @Test
    void whatTheOperatorIsToldOfAPlatformThatFails() {
        try (var house = House.usual()) {
            house.platform.broken = true;
            for (var path : new String[] {"service_instances", "orphan_deployments", "metrics"}) {
                assertThat(house.manage("GET", "/mgmt/" + path, "", "").status())
                        .as(path)
                        .isEqualTo(500);
            }
            assertThat(house.log)
                    .anyMatch(line -> line.endsWith(" error occurred querying instances: the platform is away"))
                    .anyMatch(
                            line -> line.endsWith(" error occurred querying orphan deployments: the platform is away"))
                    .anyMatch(line -> line.endsWith(
                            " error getting instance count for service offering redis: the platform is away"));
            house.platform.broken = false;
            house.platform.registered = false;
            assertThat(house.manage("GET", "/mgmt/metrics", "", "").status()).isEqualTo(503);
            assertThat(house.log)
                    .anyMatch(line -> line.endsWith(" The redis service broker must be registered with Cloud Foundry"
                            + " before metrics can be collected"));
        }
    }
}
