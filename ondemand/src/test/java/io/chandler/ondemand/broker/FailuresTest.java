package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.testkit.director.Script;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures of neighbours, as the platform is told of them, with and without {@code expose_operational_errors}. */
class FailuresTest {

    private static final String WHERE =
            "There was a problem completing your request\\. Please contact your operations team"
                    + " providing the following information: service: redis, service-instance-guid: one, broker-request-id:"
                    + " [0-9a-f-]{36}(, task-id: \\d+)?, operation: ";

    private static House.Reply send(House house, String operation) {
        return switch (operation) {
            case "create" -> house.provision("one", "small", "{}");
            case "update" -> house.update("one", "small", "small", "{\"size\":1}");
            case "delete" -> house.deprovision("one", "small", false);
            case "bind" -> house.bind("one", "b", "");
            case "unbind" -> house.unbind("one", "b");
            default -> throw new IllegalArgumentException(operation);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "create, POST /deployments.*",
        "update, GET /deployments/.*",
        "update, GET /configs.*",
        "update, POST /deployments.*",
        "delete, DELETE /deployments.*",
        "bind, GET /deployments/service-instance_one",
        "bind, GET /deployments/.*/vms.*",
        "unbind, GET /deployments/service-instance_one",
        "unbind, GET /deployments/.*/vms.*",
    })
    void theGenericTextSaysWhereToLookAndTheReasonOnlyIfWanted(String operation, String requests) {
        for (boolean exposed : new boolean[] {false, true}) {
            try (var house =
                    House.with(settings -> settings.original().broker("expose_operational_errors: " + exposed))) {
                if (!operation.equals("create")) {
                    house.created("one", "small", "{}");
                }
                house.director.faults().all(requests).answer(500, "disk full");
                var reply = send(house, operation);
                assertThat(reply.status()).isEqualTo(500);
                assertThat(reply.text("description"))
                        .matches(WHERE
                                + operation
                                + (exposed ? " - error-message: .*status code '500' response 'disk full'.*" : ""));
                assertThat(house.log)
                        .anyMatch(line -> line.matches(
                                "[0-9a-f-]{36} error: .*disk full.*\\. error for user: " + WHERE + operation + "\\."));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"create, GET /info.*", "delete, GET /info.*", "update, GET /tasks.*"})
    void aDirectorThatIsAwayIsToldByTheOperation(String operation, String requests) {
        try (var house = House.with(House.Settings::original)) {
            if (!operation.equals("create")) {
                house.created("one", "small", "{}");
            }
            house.director.faults().all(requests).answer(500, "down");
            var reply = send(house, operation);
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text("description"))
                    .isEqualTo("Currently unable to " + operation + " service instance, please try again later");
        }
    }

    @Test
    void theReasonOfAFailedTaskIsShownIfWanted() {
        try (var house = House.with(settings -> settings.broker("expose_operational_errors: true"))) {
            house.director.script(Script.deploy().fails("no disk"));
            var operation = house.provision("one", "small", "{}").text("operation");
            assertThat(house.ended("one", operation).text("description"))
                    .startsWith("Instance provisioning failed: ")
                    .endsWith(", error-message: no disk");
        }
    }

    @Test
    void aBindingOfWhatIsNotThereIsGoneIfTheBrokerMaySayMore() {
        try (var house = House.with(settings -> settings.original().broker("expose_operational_errors: true"))) {
            var reply = house.bind("none", "b", "");
            assertThat(reply.status()).isEqualTo(410);
            assertThat(reply.body().toString()).isEqualTo("{}");
        }
    }

    @Test
    void aPlatformThatCannotCountIsTold() {
        try (var house = House.with(settings -> settings.original().large("quotas: {service_instance_limit: 5}"))) {
            house.created("one", "small", "{}");
            house.platform.broken = true;
            var create = house.provision("two", "large", "{}");
            assertThat(create.status()).isEqualTo(500);
            assertThat(create.text("description")).endsWith(", operation: create");
            var update = house.update("one", "large", "small", "{}");
            assertThat(update.status()).isEqualTo(500);
            assertThat(update.text("description")).matches(WHERE + "update");
        }
    }

    @Test
    void secretsThatCannotBeReadStopAnUpdateAndNoBinding() {
        var credHub = new TestCredHub();
        try (var house = House.with(settings -> {
            settings.directorCredHub = Optional.of(credHub);
            return settings.original();
        })) {
            house.adapter.on("generate-manifest", call -> {
                var manifest =
                        TestAdapter.manifest(call, "tags: {a: ((word))}\nvariables: [{name: word, type: password}]\n");
                return new TestAdapter.Result(0, TestAdapter.generated(manifest).toString());
            });
            house.created("one", "small", "{}");
            house.director.faults().all("GET /deployments/.*/variables").answer(500, "no variables");
            assertThat(house.update("one", "small", "small", "{}").text("description"))
                    .matches(WHERE + "update");
            assertThat(house.bind("one", "b", "").status()).isEqualTo(201);
        }
    }

    @Test
    void theOriginalsWordsForWhatItDoesNotOffer() {
        try (var house = House.with(House.Settings::original)) {
            house.created("one", "small", "{}");
            assertNotImplemented(house, "/v2/service_instances/one", "GetInstance Not Implemented");
            assertNotImplemented(house, "/v2/service_instances/one/service_bindings/b", "GetBinding Not Implemented");
            assertNotImplemented(
                    house,
                    "/v2/service_instances/one/service_bindings/b/last_operation",
                    "LastBindingOperation Not Implemented");
            var unknown = house.call(
                    "DELETE",
                    "/v2/service_instances/one/service_bindings/b",
                    "service_id=offering&plan_id=removed",
                    "");
            assertThat(unknown.status()).isEqualTo(500);
            assertThat(unknown.text("description")).isEqualTo("plan \"removed\" not found");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', not set", "one, must contain a version", "3.0, must be 2.x", "1.14, must be 2.x"})
    void theOriginalsWordsForTheVersionOfTheApi(String version, String problem) {
        try (var house = House.with(House.Settings::original)) {
            var reply = house.catalog(version.isEmpty() ? List.of() : List.of(version));
            assertThat(reply.status()).isEqualTo(412);
            assertThat(reply.body().toString())
                    .isEqualTo("{\"Description\":\"X-Broker-API-Version Header " + problem + "\"}");
            assertThat(house.lines.getLast())
                    .contains(
                            "\"message\":\"on-demand-service-broker.version-header-check.broker-api-version-invalid\"")
                    .contains("X-Broker-API-Version Header " + problem);
        }
    }

    @Test
    void theOriginalReadsBodiesWhateverTheyAreSaidToBe() {
        try (var house = House.with(House.Settings::original)) {
            assertThat(house.provisionAs("text/plain", "one", "small").status()).isEqualTo(202);
        }
        try (var house = House.with(settings -> settings)) {
            assertThat(house.provisionAs("text/plain", "one", "small").status()).isEqualTo(400);
        }
    }

    private static void assertNotImplemented(House house, String path, String text) {
        var reply = house.call("GET", path, "", "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("description")).isEqualTo(text);
    }

    @Test
    void anUpdateToAnotherPlanRunsTheErrandsOfTheNewOne() {
        try (var house = House.with(settings -> settings.small("lifecycle_errands: {post_deploy: [{name: smoke}]}")
                .large("lifecycle_errands: {post_deploy: [{name: seed}]}"))) {
            house.created("one", "small", "{}");
            var update = house.update("one", "large", "small", "{}");
            assertThat(house.operation(update).path("Errands").toString())
                    .isEqualTo("[{\"Name\":\"seed\",\"Instances\":null}]");
        }
    }
}
