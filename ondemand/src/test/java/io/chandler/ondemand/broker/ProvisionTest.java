package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.director.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionTest {

    @Test
    void theAdapterGetsWhatTheContractSays() {
        try (var house = House.usual()) {
            house.created("one", "small", "{\"size\": 3}");

            var call = house.adapter.calls("generate-manifest").getFirst();
            assertThat(call.text("service_deployment"))
                    .isEqualTo("{\"deployment_name\":\"service-instance_one\",\"releases\":[{\"name\":\"service\","
                            + "\"version\":\"1\",\"jobs\":[\"server\"]}],\"stemcells\":[{\"stemcell_os\":\"ubuntu-jammy\","
                            + "\"stemcell_version\":\"1\"}]}");
            assertThat(call.json("plan").path("properties").toString()).isEqualTo("{\"a\":1,\"b\":3}");
            assertThat(call.json("plan").path("lifecycle_errands").toString()).isEqualTo("{}");
            assertThat(call.text("request_parameters"))
                    .isEqualTo("{\"organization_guid\":\"org\",\"parameters\":{\"size\":3},\"plan_id\":\"small\","
                            + "\"service_id\":\"offering\",\"space_guid\":\"space\"}");
            for (var absent : List.of("previous_plan", "previous_secrets", "previous_configs", "uaa_client")) {
                assertThat(call.text(absent)).as(absent).isEqualTo("null");
            }
            assertThat(call.text("previous_manifest")).isEmpty();
        }
    }

    @Test
    void theSameRequestAgainFindsTheInstanceAnotherOneDoesNot() {
        try (var house = House.usual()) {
            house.director.script(Script.deploy().hangs());
            var first = house.provision("one", "small", "{\"size\": 1}");
            var again = house.provision("one", "small", "{\"size\": 1.0}");
            assertThat(again).isEqualTo(first);
            assertThat(house.provision("one", "large", "{}").status()).isEqualTo(409);
            house.director.letHangingTasksEnd();
            assertThat(house.ended("one", first.text("operation")).text("state"))
                    .isEqualTo("succeeded");

            var exists = house.provision("one", "small", "{\"size\": 1}");
            assertThat(exists.status()).isEqualTo(200);
            assertThat(exists.text("dashboard_url")).isEqualTo("https://dashboard/one");
            assertThat(house.provision("one", "small", "{\"size\": 2}").status())
                    .isEqualTo(409);
            assertThat(house.director.tasks()).hasSize(1);
        }
    }

    @Test
    void theOriginalRefusesWhatIsThere() {
        try (var house = House.with(House.Settings::original)) {
            house.created("one", "small", "{}");
            var reply = house.provision("one", "small", "{}");

            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.body().toString()).isEqualTo("{}");
            assertThat(house.director.manifest("service-instance_one").orElseThrow())
                    .doesNotContain(Memory.KEY);
            assertThat(house.deprovision("none", "small", false).body().toString())
                    .isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @CsvSource({"the adapter has a reason, the adapter has a reason", "'', There was a problem"})
    void anAdapterThatFailsSpeaksToTheUser(String words, String text) {
        try (var house = House.usual()) {
            house.adapter.on("generate-manifest", _ -> new TestAdapter.Result(1, words));
            var reply = house.provision("one", "small", "{}");

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text("description")).startsWith(text);
            assertThat(house.director.deployments()).isEmpty();
        }
    }

    @Test
    void operationalErrorsAreShownOnlyIfWanted() {
        for (boolean exposed : new boolean[] {false, true}) {
            try (var house = House.with(settings ->
                    settings.broker("expose_operational_errors: " + exposed + ", disable_bosh_configs: true"))) {
                house.adapter.on("generate-manifest", call -> {
                    var output = TestAdapter.generated(TestAdapter.manifest(call, ""));
                    output.putObject("configs").put("cloud", "{}");
                    return new TestAdapter.Result(0, output.toString());
                });
                var text = house.provision("one", "small", "{}").text("description");

                assertThat(text.contains(" - error-message: adapter returned bosh configs but feature is turned off"))
                        .isEqualTo(exposed);
                assertThat(house.director.requests())
                        .noneMatch(request -> request.path().equals("/configs"));
            }
        }
    }

    @Test
    void maintenanceInformationMustBeTheCatalogs() {
        try (var house = House.with(
                settings -> settings.small("maintenance_info: {version: 1.0.0, private: {a: b}, public: {c: d}}"))) {
            var info = new HashMap<String, String>();
            info.put("{\"version\":\"2.0.0\"}", "passed maintenance_info does not match");
            info.put("{\"version\":\"1.0.0\"}", "passed maintenance_info does not match");
            info.forEach((sent, text) -> {
                var reply = house.call(
                        "PUT",
                        "/v2/service_instances/one",
                        "accepts_incomplete=true",
                        House.body("small", "{}", ",\"maintenance_info\":" + sent));
                assertThat(reply.status()).isEqualTo(422);
                assertThat(reply.text("error")).isEqualTo("MaintenanceInfoConflict");
                assertThat(reply.text("description")).startsWith(text);
            });
            var unexpected = house.call(
                    "PUT",
                    "/v2/service_instances/one",
                    "accepts_incomplete=true",
                    House.body("large", "{}", ",\"maintenance_info\":{\"version\":\"1.0.0\"}"));
            assertThat(unexpected.text("description")).contains("contains no maintenance_info");
            var offered = house.call("GET", "/v2/catalog", "", "")
                    .body()
                    .path("services")
                    .path(0)
                    .path("plans")
                    .path(0)
                    .path("maintenance_info");
            assertThat(offered.path("private").asString()).isEqualTo(Maintenance.hash(Map.of("a", "b")));
            var accepted = house.call(
                    "PUT",
                    "/v2/service_instances/one",
                    "accepts_incomplete=true",
                    House.body("small", "{}", ",\"maintenance_info\":" + offered));
            assertThat(accepted.status()).isEqualTo(202);
        }
    }

    @Test
    void quotasHoldUnderConcurrency() throws Exception {
        try (var house = House.with(settings -> settings.small("quotas: {service_instance_limit: 3}"))) {
            var calls = new ArrayList<Callable<House.Reply>>();
            for (int i = 0; i < 12; i++) {
                var id = "i" + i;
                calls.add(() -> house.provision(id, "small", "{}"));
            }
            var statuses = new HashMap<Integer, Integer>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var reply : threads.invokeAll(calls)) {
                    statuses.merge(reply.get().status(), 1, Integer::sum);
                }
            }
            assertThat(statuses).isEqualTo(Map.of(202, 3, 422, 9));
        }
    }

    @ParameterizedTest
    @CsvSource({"specification, 422", "original, 500"})
    void aQuotaIsRefusedWithItsText(String compatibility, int status) {
        try (var house = House.with(settings -> {
            settings.compatibility = compatibility;
            return settings.small("quotas: {service_instance_limit: 1}");
        })) {
            house.created("one", "small", "{}");
            var reply = house.provision("two", "small", "{}");

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description"))
                    .isEqualTo("plan instance limit exceeded for service ID: offering. Total instances: 1");
        }
    }

    @Test
    void whileOneAdapterHangsOnlyItsInstanceWaits() throws Exception {
        try (var house = House.usual()) {
            var release = new CountDownLatch(1);
            var hanging = new CountDownLatch(1);
            house.adapter.on("generate-manifest", call -> {
                if (call.text("service_deployment").contains("slow")) {
                    hanging.countDown();
                    await().atMost(Duration.ofSeconds(30)).until(() -> release.getCount() == 0);
                }
                return TestAdapter.usual(call);
            });
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var slow = threads.submit(() -> house.provision("slow", "small", "{}"));
                hanging.await();
                var calls = new ArrayList<Callable<House.Reply>>();
                for (int i = 0; i < 100; i++) {
                    var id = "fast" + i;
                    calls.add(() -> house.provision(id, "small", "{}"));
                }
                for (var reply : threads.invokeAll(calls)) {
                    assertThat(reply.get().status()).isEqualTo(202);
                }
                assertThat(slow.isDone()).isFalse();
                release.countDown();
                assertThat(slow.get().status()).isEqualTo(202);
            }
        }
    }

    @Test
    void aDashboardThatFailsAfterTheDeploymentBeganDoesNotLoseIt() {
        try (var house = House.usual()) {
            house.adapter.on("dashboard-url", _ -> new TestAdapter.Result(1, "no dashboard today"));
            var reply = house.provision("one", "small", "{}");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.text("dashboard_url")).isEmpty();
            assertThat(house.ended("one", reply.text("operation")).text("state"))
                    .isEqualTo("succeeded");

            try (var original = house.beside(House.Settings::original)) {
                var refused = original.provision("two", "small", "{}");
                assertThat(refused.status()).isEqualTo(500);
                assertThat(refused.text("description")).isEqualTo("no dashboard today");
            }
        }
    }

    @Test
    void labelsOfTheAdapterReachThePlatform() {
        try (var house = House.usual()) {
            house.adapter.on("generate-manifest", call -> {
                var output = TestAdapter.generated(TestAdapter.manifest(call, ""));
                output.putObject("labels").put("region", "eu");
                return new TestAdapter.Result(0, output.toString());
            });
            var reply = house.provision("one", "small", "{}");
            assertThat(reply.body().path("metadata").path("labels").toString()).isEqualTo("{\"region\":\"eu\"}");
        }
    }

    @Test
    void aDirectorThatIsDownIsToldAsTheOriginalTellsIt() {
        try (var house = House.usual()) {
            house.director.faults().all("GET /info.*").answer(500, "down");
            assertThat(house.provision("one", "small", "{}").text("description"))
                    .isEqualTo("Currently unable to create service instance, please try again later");
            assertThat(house.deprovision("one", "small", false).text("description"))
                    .isEqualTo("Currently unable to delete service instance, please try again later");
        }
    }

    @Test
    void nothingIsLeftOfADeploymentThatDidNotBegin() {
        var clients = new ConcurrentHashMap<String, String>();
        try (var house = House.with(settings -> {
            settings.clients = new TestClients(clients);
            return settings;
        })) {
            house.adapter.on("generate-manifest", call -> {
                assertThat(call.json("uaa_client").path("client_id").asString()).isEqualTo("one");
                var output = TestAdapter.generated(TestAdapter.manifest(call, ""));
                output.putObject("configs").put("cloud", "{}");
                return new TestAdapter.Result(0, output.toString());
            });
            house.director.faults().all("POST /deployments.*").answer(500, "no");
            assertThat(house.provision("one", "small", "{}").status()).isEqualTo(500);
            assertThat(house.director.configurations()).isEmpty();
            assertThat(clients).isEmpty();

            house.director.faults().clear();
            house.created("one", "small", "{}");
            assertThat(clients).containsEntry("one", "https://dashboard/one");
            var deletion = house.deprovision("one", "small", false);
            assertThat(house.ended("one", deletion.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(clients).isEmpty();
        }
    }

    @Test
    void everyRefusalOfTheDirectorLeavesNothingBehind() {
        var clients = new ConcurrentHashMap<String, String>();
        try (var house = House.with(settings -> {
            settings.clients = new TestClients(clients);
            return settings;
        })) {
            for (var requests : List.of(
                    "GET /info.*", "GET /deployments/.*", "GET /tasks.*", "POST /configs.*", "POST /deployments.*")) {
                house.adapter.on("generate-manifest", call -> {
                    var output = TestAdapter.generated(TestAdapter.manifest(call, ""));
                    output.putObject("configs").put("cloud", "{}");
                    return new TestAdapter.Result(0, output.toString());
                });
                house.director.faults().all(requests).answer(500, "out of order");
                var reply = house.provision("one", "small", "{}");
                assertThat(reply.status()).as(requests).isEqualTo(500);
                assertThat(reply.text("description")).as(requests).doesNotContain("out of order");
                house.director.faults().clear();
                assertThat(clients).as(requests).isEmpty();
                assertThat(house.director.configurations()).as(requests).isEmpty();
                assertThat(house.director.deployments()).as(requests).isEmpty();
            }
            assertThat(house.director.tasks()).isEmpty();
        }
    }

    @Test
    void theOriginalsWordsForMalformedRequests() {
        try (var house = House.with(House.Settings::original)) {
            var path = "/v2/service_instances/one";
            var async = "accepts_incomplete=true";
            assertThat(house.call("PUT", path, async, "{").status()).isEqualTo(422);
            var noService = house.call("PUT", path, async, "{\"plan_id\":\"small\"}");
            assertThat(noService.body().toString()).isEqualTo("{\"description\":\"service_id missing\"}");
            var parameters = house.call("PUT", path, async, House.body("small", "[]", ""));
            assertThat(parameters.status()).isEqualTo(422);
            assertThat(parameters.text("description")).isEqualTo("The format of the parameters is not valid JSON");
            var noPlan = house.call("DELETE", path, "service_id=offering&" + async, "");
            assertThat(noPlan.body().toString()).isEqualTo("{\"description\":\"plan_id missing\"}");
        }
    }

    @Test
    void anInstanceIsFetchedWithWhatItWasAskedWith() {
        try (var house = House.usual()) {
            house.created("one", "small", "{\"size\": \"big\"}");
            var fetched = house.call("GET", "/v2/service_instances/one", "", "");

            assertThat(fetched.status()).isEqualTo(200);
            assertThat(fetched.text("plan_id")).isEqualTo("small");
            assertThat(fetched.body().path("parameters").toString()).isEqualTo("{\"size\":\"big\"}");
            assertThat(house.call("GET", "/v2/service_instances/two", "", "").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void noOneIsAskedToWaitForever() {
        try (var house = House.usual()) {
            var reply = house.call("PUT", "/v2/service_instances/one", "", House.body("small", "{}", ""));
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.text("error")).isEqualTo("AsyncRequired");
            assertThat(house.provision("one", "unknown", "{}").text("description"))
                    .isEqualTo("plan-id not in the catalog");
            assertThat(Optional.of(house.director.tasks().size())).contains(0);
        }
    }

    /** The original asks no platform where an instance shall be. */
    @Test
    void whereAnInstanceIsNeedNotBeSaidWithTheOriginalsRules() {
        var body =
                "{\"service_id\":\"offering\",\"plan_id\":\"small\",\"space_guid\":\"\",\"parameters\":{\"x\":12345678901234567890}}";
        try (var house = House.usual()) {
            var reply = house.call("PUT", "/v2/service_instances/one", "accepts_incomplete=true", body);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text("description")).startsWith("organization_guid is missing");
        }
        try (var house = House.with(House.Settings::original)) {
            var reply = house.call("PUT", "/v2/service_instances/one", "accepts_incomplete=true", body);
            assertThat(reply.status()).isEqualTo(202);
            assertThat(house.adapter.calls("generate-manifest").getFirst().text("request_parameters"))
                    .isEqualTo(
                            "{\"organization_guid\":\"\",\"parameters\":{\"x\":12345678901234567890},\"plan_id\":\"small\","
                                    + "\"service_id\":\"offering\",\"space_guid\":\"\"}");
        }
    }
}
