package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingTest {

    @Test
    void theAdapterMakesAndDeletesBindings() {
        try (var house = House.usual()) {
            house.created("one", "small", "{}");
            house.adapter.on(
                    "create-binding",
                    _ -> new TestAdapter.Result(
                            0,
                            "{\"credentials\":{\"uri\":\"redis://\"},\"syslog_drain_url\":\"syslog://x\","
                                    + "\"route_service_url\":\"https://r\",\"backup_agent_url\":\"https://b\"}"));
            var bound = house.bind(
                    "one",
                    "b",
                    ",\"bind_resource\":{\"app_guid\":\"app\"},\"context\":{\"platform\":\"cloudfoundry\"},"
                            + "\"parameters\":{\"x\":1}");

            assertThat(bound.status()).isEqualTo(201);
            assertThat(bound.body())
                    .isEqualTo(Json.mapper()
                            .readTree("{\"credentials\":{\"uri\":\"redis://\"},\"syslog_drain_url\":\"syslog://x\","
                                    + "\"route_service_url\":\"https://r\",\"backup_agent_url\":\"https://b\"}"));
            var call = house.adapter.calls("create-binding").getFirst();
            assertThat(call.text("binding_id")).isEqualTo("b");
            assertThat(call.json("bosh_vms").path("server").size()).isEqualTo(1);
            assertThat(call.text("manifest"))
                    .startsWith("name: service-instance_one")
                    .doesNotContain(Memory.KEY);
            assertThat(call.text("request_parameters"))
                    .isEqualTo("{\"app_guid\":\"app\",\"bind_resource\":{\"app_guid\":\"app\"},\"context\":{"
                            + "\"platform\":\"cloudfoundry\"},\"parameters\":{\"x\":1},\"plan_id\":\"small\","
                            + "\"service_id\":\"offering\"}");
            assertThat(call.text("secrets")).isEqualTo("null");
            assertThat(call.text("dns_addresses")).isEqualTo("{}");

            assertThat(house.unbind("one", "b").status()).isEqualTo(200);
            var end = house.adapter.calls("delete-binding").getFirst();
            assertThat(end.text("request_parameters")).isEqualTo("{\"plan_id\":\"small\",\"service_id\":\"offering\"}");
            for (var same : new String[] {"binding_id", "bosh_vms", "manifest", "secrets", "dns_addresses"}) {
                assertThat(end.text(same)).as(same).isEqualTo(call.text(same));
            }
            assertThat(end.inputs().propertyNames()).hasSize(6);

            house.adapter.on("create-binding", _ -> new TestAdapter.Result(0, "{}"));
            assertThat(house.bind("one", "c", "").body().toString()).isEqualTo("{}");
        }
    }

    private static final String DNS =
            "binding_with_dns: [{name: leader, link_provider: redis-link, instance_group: server,"
                    + " properties: {azs: [z1], status: healthy}}, {name: any, link_provider: redis-link, instance_group: server}]";

    private static House withDns() {
        var house = House.with(settings -> settings.small(DNS));
        house.adapter.on("generate-manifest", call -> {
            var manifest = TestAdapter.manifest(call, "")
                    .replace(
                            "{name: server, release: service}",
                            "{name: server, release: service, provides: {redis: {as: redis-link, shared: true}}}");
            return new TestAdapter.Result(0, TestAdapter.generated(manifest).toString());
        });
        return house;
    }

    @Test
    void theAdapterGetsTheDnsAddressesOfTheLinksThatThePlanNames() {
        try (var house = withDns()) {
            house.created("one", "small", "{}");
            assertThat(house.bind("one", "b", "").status()).isEqualTo(201);
            var addresses = house.adapter.calls("create-binding").getFirst().json("dns_addresses");
            assertThat(addresses.propertyNames()).containsExactlyInAnyOrder("any", "leader");
            assertThat(addresses.path("leader").asString())
                    .endsWith(".bosh")
                    .contains("a")
                    .isNotEqualTo(addresses.path("any").asString());
            assertThat(house.director.requests())
                    .anyMatch(request ->
                            request.target().matches("/link_address\\?link_id=[^&]+&azs\\[]=z1&status=healthy"))
                    .anyMatch(request -> request.target().matches("/link_address\\?link_id=[^&]+"))
                    .anyMatch(request -> request.path().equals("/links")
                            && Json.mapper()
                                    .readTree(request.body())
                                    .path("link_consumer")
                                    .equals(Json.mapper()
                                            .readTree("{\"owner_object\":{\"name\":\"external_consumer_id\","
                                                    + "\"type\":\"external\"}}")));
            assertThat(house.director.links()).isZero();

            assertThat(house.unbind("one", "b").status()).isEqualTo(200);
            assertThat(house.adapter.calls("delete-binding").getFirst().json("dns_addresses"))
                    .isEqualTo(addresses);
        }
    }

    @Test
    void aDnsAddressThatCannotBeHadFailsTheBindingAndLeavesNoLink() {
        try (var house = withDns()) {
            house.created("one", "small", "{}");
            house.director.faults().all("GET /link_address.*").answer(500, "no");
            var failed = house.bind("one", "b", "");
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.text("description"))
                    .startsWith("There was a problem completing your request.")
                    .endsWith(", operation: bind");
            assertThat(house.adapter.calls("create-binding")).isEmpty();
            assertThat(house.director.links()).isZero();
        }
        try (var house = House.with(settings -> settings.small(DNS))) {
            house.created("one", "small", "{}");
            assertThat(house.bind("one", "b", "").status()).isEqualTo(500);
            assertThat(house.log)
                    .anyMatch(line -> line.contains("could not find link provider matching deployment"
                            + " service-instance_one, instanceGroupName server, providerName redis-link"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "specification, 10, 500, There was a problem, ''",
        "specification, 42, 422, This service supports generation of credentials through binding, RequiresApp",
        "original, 42, 422, app_guid is a required field but was not provided, ''",
        "specification, 49, 409, binding already exists, ''",
        "specification, 1, 500, the reason, ''",
    })
    void failuresOfABindAreTold(String compatibility, int code, int status, String text, String error) {
        try (var house = House.with(settings -> {
            settings.compatibility = compatibility;
            return settings;
        })) {
            house.created("one", "small", "{}");
            house.adapter.on("create-binding", _ -> new TestAdapter.Result(code, "the reason"));
            var reply = house.bind("one", "b", "");

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).startsWith(text);
            assertThat(reply.text("error")).isEqualTo(error);
        }
    }

    @Test
    void whatIsNotThereIsTold() {
        try (var house = House.usual()) {
            var bind = house.bind("none", "b", "");
            assertThat(bind.status()).isEqualTo(404);
            assertThat(bind.text("description")).isEqualTo("instance does not exist");
            assertThat(house.unbind("none", "b").status()).isEqualTo(410);

            house.created("one", "small", "{}");
            house.adapter.on("delete-binding", _ -> new TestAdapter.Result(41, ""));
            assertThat(house.unbind("one", "b").status()).isEqualTo(410);
            var backup = house.bind("one", "b", ",\"bind_resource\":{\"backup_agent\":true}");
            assertThat(backup.status()).isEqualTo(422);
            assertThat(backup.text("description")).isEqualTo("service does not support backup agent binding");
            assertThat(house.call("GET", "/v2/service_instances/one/service_bindings/b", "", "")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void credentialsAreKeptInThePlatformsCredHub() {
        var credHub = new TestCredHub();
        try (var house = House.with(settings -> {
            settings.platformCredHub = Optional.of(credHub);
            return settings;
        })) {
            house.created("one", "small", "{}");
            var key = "/c/offering/one/b/credentials";
            assertThat(house.bind("one", "b", "").text("description"))
                    .startsWith("No app-guid or credential client ID");
            assertThat(house.adapter.calls("create-binding")).isEmpty();

            var bound = house.bind("one", "b", ",\"bind_resource\":{\"app_guid\":\"app\"}");
            assertThat(bound.body().toString()).isEqualTo("{\"credentials\":{\"credhub-ref\":\"" + key + "\"}}");
            assertThat(credHub.values.get(key).toString()).isEqualTo("{\"password\":\"hush\"}");
            assertThat(credHub.readers).containsEntry(key, "mtls-app:app");
            assertThat(house.call("GET", "/v2/service_instances/one/service_bindings/b", "", "")
                            .body())
                    .isEqualTo(bound.body());

            credHub.down = true;
            assertThat(house.unbind("one", "b").status()).isEqualTo(200);
            assertThat(house.log).anyMatch(line -> line.contains("WARNING: failed to remove key '" + key + "'"));
            var failed = house.bind("one", "c", ",\"bind_resource\":{\"credential_client_id\":\"client\"}");
            assertThat(failed.status()).isEqualTo(500);
            assertThat(house.adapter.calls("delete-binding").getLast().text("binding_id"))
                    .isEqualTo("c");
            assertThat(house.log).noneMatch(line -> line.contains("hush"));

            credHub.down = false;
            assertThat(credHub.values).containsKey(key);
            house.unbind("one", "another");
            assertThat(credHub.values)
                    .as("what was left is removed with the next")
                    .doesNotContainKey(key);
        }
    }

    @Test
    void credentialsThatWereLeftGoWithTheInstanceAlsoAfterARestart() {
        var credHub = new TestCredHub();
        UnaryOperator<House.Settings> settings = usual -> {
            usual.platformCredHub = Optional.of(credHub);
            return usual;
        };
        try (var house = House.with(settings);
                var restarted = house.beside(settings)) {
            house.created("one", "small", "{}");
            assertThat(house.bind("one", "b", ",\"bind_resource\":{\"app_guid\":\"app\"}")
                            .status())
                    .isEqualTo(201);
            credHub.put("/c/offering/one-more/b/credentials", Json.object());
            credHub.put("/elsewhere/c/offering/one/b", Json.object());
            credHub.down = true;
            assertThat(house.unbind("one", "b").status()).isEqualTo(200);
            assertThat(credHub.values).hasSize(3);

            credHub.down = false;
            var deletion = restarted.deprovisionWhenIdle("one").text("operation");
            assertThat(restarted.ended("one", deletion).text("state")).isEqualTo("succeeded");
            assertThat(credHub.values.keySet())
                    .containsExactlyInAnyOrder("/c/offering/one-more/b/credentials", "/elsewhere/c/offering/one/b");
        }
    }

    @Test
    void aCredHubThatIsDownDoesNotKeepAnInstanceFromBeingDeleted() {
        var credHub = new TestCredHub();
        try (var house = House.with(settings -> {
            settings.platformCredHub = Optional.of(credHub);
            return settings;
        })) {
            house.created("one", "small", "{}");
            credHub.down = true;
            var deletion = house.deprovisionWhenIdle("one").text("operation");
            assertThat(house.ended("one", deletion).text("state")).isEqualTo("succeeded");
            assertThat(house.log)
                    .anyMatch(line -> line.contains("WARNING: failed to look for keys below '/c/offering/one/'"));
        }
    }

    @Test
    void secretsOfTheManifestAreKeptInTheDirectorsCredHub() {
        var credHub = new TestCredHub();
        credHub.values.put("/shared/one-more/password", Json.mapper().readTree("\"other\""));
        credHub.values.put("/elsewhere/one", Json.mapper().readTree("{\"key\":\"sub\"}"));
        credHub.values.put("/foreign/one-more", Json.mapper().readTree("\"stays\""));
        try (var house = House.with(settings -> {
            settings.directorCredHub = Optional.of(credHub);
            return settings;
        })) {
            house.adapter.on("generate-manifest", call -> {
                var output = TestAdapter.generated(TestAdapter.manifest(
                        call, "tags: {a: ((odb_secret:password)), b: ((/elsewhere/one.key)), c: ((/not/there))}\n"));
                output.putObject("secrets").put("password", "hush").put("unused", "never");
                return new TestAdapter.Result(0, output.toString());
            });
            house.created("one", "small", "{}");
            var path = "/odb/offering/service-instance_one/password";
            assertThat(house.director.manifest("service-instance_one").orElseThrow())
                    .contains("((" + path + "))");
            assertThat(credHub.values.get(path).asString()).isEqualTo("hush");
            assertThat(credHub.values).doesNotContainKey("/odb/offering/service-instance_one/unused");

            assertThat(house.bind("one", "b", "").status()).isEqualTo(201);
            assertThat(house.adapter.calls("create-binding").getFirst().text("secrets"))
                    .isEqualTo("{\"((/elsewhere/one.key))\":\"sub\",\"((" + path + "))\":\"hush\"}");
            assertThat(house.log).anyMatch(line -> line.contains("Could not resolve ((/not/there)): "));

            assertThat(house.update("one", "small", "small", "{}").status()).isEqualTo(202);
            assertThat(house.adapter.calls("generate-manifest").getLast().text("previous_secrets"))
                    .contains("\"((" + path + "))\":\"hush\"");
            assertThat(house.log).noneMatch(line -> line.contains("hush"));
        }
    }

    @Test
    void secretsGoWithTheirInstanceAndComeBackWhenADeploymentDoesNotBegin() {
        var credHub = new TestCredHub();
        credHub.values.put(
                "/odb/offering/service-instance_one-more/password",
                Json.mapper().readTree("\"other\""));
        try (var house = House.with(settings -> {
            settings.directorCredHub = Optional.of(credHub);
            return settings;
        })) {
            house.adapter.on("generate-manifest", call -> {
                var output = TestAdapter.generated(TestAdapter.manifest(call, "tags: {a: ((odb_secret:password))}\n"));
                output.putObject("secrets").put("password", "generation " + house.adapter.calls.size());
                return new TestAdapter.Result(0, output.toString());
            });
            house.created("one", "small", "{}");
            var path = "/odb/offering/service-instance_one/password";
            var before = credHub.values.get(path);
            house.director.faults().all("POST /deployments.*").answer(500, "no");
            assertThat(house.update("one", "small", "small", "{}").status()).isEqualTo(500);
            assertThat(credHub.values.get(path)).isEqualTo(before);
            assertThat(house.provision("two", "small", "{}").status()).isEqualTo(500);
            house.director.faults().clear();

            var deletion = house.deprovision("one", "small", false);
            assertThat(house.ended("one", deletion.text("operation")).text("state"))
                    .isEqualTo("succeeded");
            assertThat(credHub.values).containsOnlyKeys("/odb/offering/service-instance_one-more/password");
        }
    }
}
