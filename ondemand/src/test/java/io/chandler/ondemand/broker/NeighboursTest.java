package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.configuration.Configuration.BoshCredHub;
import io.chandler.ondemand.configuration.Configuration.ClientDefinition;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.ondemand.credhub.HttpCredHub;
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
            settings.clients = UaaInstanceClients.of(
                    Optional.of(new CloudFoundry(
                            "https://cf.example",
                            Optional.of(uaa.authority().pem()),
                            false,
                            Optional.empty(),
                            new CloudFoundryUaa(
                                    uaa.url().toString(),
                                    new UaaAuthentication.Client(CLIENT),
                                    Optional.of(new ClientDefinition(
                                            "openid", "uaa.none", "authorization_code", "", "", false))))),
                    Map.of(),
                    UaaInstanceClients.Writes.NEEDED);
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

    private static void upgrade(House house) {
        var begun = house.manage(
                "PATCH", "/mgmt/service_instances/one", "operation_type=upgrade", "{\"plan_id\":\"small\"}");
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
