package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.configuration.Configuration.BoshCredHub;
import io.chandler.ondemand.configuration.Configuration.ClientDefinition;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.ondemand.credhub.HttpCredHub;
import io.chandler.ondemand.uaa.InstanceClients;
import io.chandler.ondemand.uaa.UaaInstanceClients;
import io.chandler.testkit.Simulator;
import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The broker with real clients of UAA and CredHub, whose simulators fail in turn. */
class NeighboursTest {

    private static final Credentials CLIENT = new Credentials("broker", "client-secret");
    private static final ClientDefinition DEFINITION =
            new ClientDefinition("openid", "uaa.none", "authorization_code", "", "", false);

    private final UaaSimulator uaa = UaaSimulator.start(
            settings -> settings.client("broker", "client-secret", "clients.admin", "credhub.read", "credhub.write"));
    private final CredHubSimulator credHub = CredHubSimulator.start(uaa);

    @AfterEach
    void stop() {
        credHub.close();
        uaa.close();
    }

    private House house() {
        return house(false);
    }

    private House house(boolean original) {
        var house = House.with(settings -> {
            settings.compatibility = original ? "original" : "specification";
            settings.clients = clients(Optional.of(DEFINITION));
            settings.directorCredHub = Optional.of(HttpCredHub.ofDirector(
                    new BoshCredHub(credHub.url().toString(), Optional.empty(), CLIENT),
                    Optional.of(credHub.authority().pem())));
            return settings;
        });
        house.adapter.on("generate-manifest", call -> {
            var output = TestAdapter.generated(TestAdapter.manifest(call, "tags: {a: ((odb_secret:password))}\n"));
            output.putObject("secrets").put("password", "very-hush");
            return new TestAdapter.Result(0, output.toString());
        });
        return house;
    }

    private InstanceClients clients(Optional<ClientDefinition> definition) {
        return UaaInstanceClients.of(
                Optional.of(new CloudFoundry(
                        "https://cf.example",
                        Optional.of(uaa.authority().pem()),
                        false,
                        Optional.empty(),
                        new CloudFoundryUaa(uaa.url().toString(), new UaaAuthentication.Client(CLIENT), definition))),
                Map.of(),
                UaaInstanceClients.Writes.NEEDED,
                _ -> {});
    }

    @Test
    void anInstanceHasItsClientAndItsSecretsAsLongAsItLives() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            assertThat(uaa.clients().get("one")).contains("https://dashboard/one");
            assertThat(credHub.credentials()).containsOnlyKeys("/odb/offering/service-instance_one/password");
            assertThat(house.bind("one", "b", "").status()).isEqualTo(201);
            assertThat(house.adapter.calls("create-binding").getFirst().text("secrets"))
                    .contains("very-hush");
            assertThat(house.update("one", "small", "small", "{\"size\":1}").status())
                    .isEqualTo(202);

            var deletion = house.ended("one", house.deprovisionWhenIdle("one").text("operation"));
            assertThat(deletion.text("state")).isEqualTo("succeeded");
            assertThat(uaa.clients()).doesNotContainKey("one");
            assertThat(credHub.credentials()).isEmpty();
            assertThat(house.log).noneMatch(line -> line.contains("very-hush"));
        }
    }

    @Test
    void anUpgradeWritesWhatHasChanged() {
        for (boolean original : new boolean[] {false, true}) {
            try (var house = house(original)) {
                var configs = new AtomicReference<>("{a: 1}");
                house.adapter.on("generate-manifest", call -> {
                    var output =
                            TestAdapter.generated(TestAdapter.manifest(call, "tags: {a: ((odb_secret:password))}\n"));
                    output.putObject("secrets").put("password", "very-hush");
                    output.putObject("configs").put("cloud", configs.get());
                    return new TestAdapter.Result(0, output.toString());
                });
                house.created("one", "small", "{}");
                forgetRequests(house);
                upgrade(house);
                assertThat(written(house.director, "POST /configs")).isEqualTo(original ? 1 : 0);
                assertThat(written(credHub, "PUT /api/v1/data")).isEqualTo(original ? 1 : 0);
                assertThat(written(house.director, "POST /deployments")).isEqualTo(1);

                configs.set("{a: 2}");
                upgrade(house);
                assertThat(house.director.configurations().getLast().content()).isEqualTo("{a: 2}");
                house.ended("one", house.deprovisionWhenIdle("one").text("operation"));
            }
        }
    }

    @Test
    void aClientThatWasMadeForADeploymentThatFailsIsDeleted() {
        try (var before = House.usual();
                var house = before.beside(settings -> {
                    settings.clients = clients(Optional.of(DEFINITION));
                    return settings;
                })) {
            before.created("one", "small", "{}");
            house.adapter.on(
                    "generate-manifest",
                    call -> call.text("uaa_client").equals("null")
                            ? TestAdapter.usual(call)
                            : new TestAdapter.Result(1, "not today"));
            assertThat(house.update("one", "small", "small", "{}").text("description"))
                    .isEqualTo("not today");
            assertThat(uaa.clients()).doesNotContainKey("one");
            assertThat(requestUpgrade(house).text("description")).isEqualTo("not today");
            assertThat(uaa.clients()).doesNotContainKey("one");
            uaa.faults().next(1, "POST /oauth/clients.*").loseAnswer();
            assertThat(requestUpgrade(house).status()).isEqualTo(500);
            assertThat(uaa.clients()).doesNotContainKey("one");

            house.adapter.on("generate-manifest", TestAdapter::usual);
            upgrade(house);
            assertThat(lastSecret(house)).hasSize(32);
            house.adapter.on("generate-manifest", _ -> new TestAdapter.Result(1, "not today"));
            assertThat(requestUpgrade(house).status()).isEqualTo(500);
            assertThat(uaa.clients()).as("one that was there before").containsKey("one");
        }
    }

    private static String lastSecret(House house) {
        return house.adapter
                .calls("generate-manifest")
                .getLast()
                .json("uaa_client")
                .path("client_secret")
                .asString();
    }

    @Test
    void withoutADefinitionWhatAnEarlierOneMadeIsDeleted() {
        try (var before = house();
                var house = before.beside(settings -> {
                    settings.clients = clients(Optional.empty());
                    return settings;
                })) {
            before.created("one", "small", "{}");
            before.created("two", "small", "{}");
            upgrade(house);
            assertThat(uaa.clients()).containsKey("two").doesNotContainKey("one");
            house.ended("two", house.deprovisionWhenIdle("two").text("operation"));
            assertThat(uaa.clients()).doesNotContainKey("two");
        }
    }

    private static House.Reply requestUpgrade(House house) {
        return house.manage(
                "PATCH", "/mgmt/service_instances/one", "operation_type=upgrade", "{\"plan_id\":\"small\"}");
    }

    private static void upgrade(House house) {
        var begun = requestUpgrade(house);
        assertThat(begun.status()).as("%s", begun).isEqualTo(202);
        assertThat(house.ended("one", begun.body().toString()).text("state")).isEqualTo("succeeded");
    }

    private void forgetRequests(House house) {
        house.director.forgetRequests();
        credHub.forgetRequests();
    }

    private static long written(Simulator who, String request) {
        return who.requests().stream()
                .filter(each -> each.toString().startsWith(request))
                .count();
    }

    @Test
    void secretsThatTheAdapterTellsTheUserAreInNoLog() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            house.adapter.on("create-binding", _ -> new TestAdapter.Result(1, "very-hush is wrong"));
            assertThat(house.bind("one", "b", "").text("description")).isEqualTo("very-hush is wrong");
            assertThat(house.log).anyMatch(line -> line.endsWith("error for user: <redacted> is wrong."));
            assertThat(house.lines).anyMatch(line -> line.contains("\"error\":\"<redacted> is wrong\""));
            assertThat(house.log).noneMatch(line -> line.contains("very-hush"));
            assertThat(house.lines).noneMatch(line -> line.contains("very-hush"));
        }
    }

    @Test
    void aDeletionIsOverOnlyWhenTheClientIsDeleted() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            uaa.faults().all("DELETE /oauth/clients/.*").answer(500);
            var operation = house.deprovisionWhenIdle("one").text("operation");
            var end = house.ended("one", operation);
            assertThat(end.text("state")).isEqualTo("failed");
            assertThat(end.text("description")).startsWith("Unable to delete service.");

            uaa.faults().clear();
            assertThat(house.deprovision("one", "small", false).status()).isEqualTo(410);
            assertThat(uaa.clients()).doesNotContainKey("one");
        }
    }

    @Test
    void whoeverIsDownNothingIsLeftBehind() {
        try (var house = house()) {
            fails(house, uaa, "POST /oauth/clients.*");
            fails(house, credHub, "GET /api/v1/data.*");
            fails(house, credHub, "PUT /api/v1/data.*");
            fails(house, house.director, "POST /deployments.*");

            house.created("one", "small", "{}");
        }
    }

    private void fails(House house, Simulator who, String requests) {
        for (var how : List.of("answer", "close")) {
            if (how.equals("answer")) {
                who.faults().all(requests).answer(500, "out of order");
            } else {
                who.faults().all(requests).closeConnection();
            }
            var reply = house.provision("one", "small", "{}");
            who.faults().clear();
            assertThat(reply.status()).as("%s %s", requests, how).isEqualTo(500);
            assertThat(reply.text("description"))
                    .as("%s %s", requests, how)
                    .startsWith("There was a problem completing your request.");
            assertThat(uaa.clients()).as("%s %s", requests, how).doesNotContainKey("one");
            assertThat(credHub.credentials()).as("%s %s", requests, how).isEmpty();
            assertThat(house.director.deployments()).as("%s %s", requests, how).isEmpty();
        }
    }
}
