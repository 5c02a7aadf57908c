package io.chandler.ondemand.uaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.ondemand.configuration.Configuration.ClientDefinition;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UaaInstanceClientsTest {

    private static final Optional<String> NAME = Optional.of("my-redis");
    private static final Optional<String> SPACE = Optional.of("space-1");

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final UaaSimulator uaa =
            UaaSimulator.start(settings -> settings.client("broker", "uaa-secret", "clients.admin"));

    @AfterEach
    void stop() {
        uaa.close();
    }

    private static void nothing() {}

    private InstanceClients clients(ClientDefinition definition) {
        return clients(Optional.of(definition), new UaaAuthentication.Client(new Credentials("broker", "uaa-secret")));
    }

    private InstanceClients clients(Optional<ClientDefinition> definition, UaaAuthentication authentication) {
        return clients(definition, authentication, UaaInstanceClients.Writes.NEEDED);
    }

    private InstanceClients clients(
            Optional<ClientDefinition> definition, UaaAuthentication authentication, UaaInstanceClients.Writes writes) {
        return UaaInstanceClients.of(
                Optional.of(new CloudFoundry(
                        "https://cf.example",
                        Optional.of(uaa.authority().pem()),
                        false,
                        Optional.empty(),
                        new CloudFoundryUaa(uaa.url().toString(), authentication, definition))),
                Map.of(),
                writes,
                log::add);
    }

    private static ClientDefinition definition(String grants, String name, boolean open) {
        return new ClientDefinition(
                "read.ODB_SPACE_GUID, openid", "cloud_controller.read", grants, "res-ODB_SPACE_GUID", name, open);
    }

    @Test
    void aClientIsMadeChangedAndDeleted() {
        var clients = clients(definition("client_credentials,authorization_code", "", false));

        var made = clients.create("instance-1", NAME, SPACE).orElseThrow();
        assertThat(made)
                .containsEntry("allowpublic", "false")
                .containsEntry("authorities", "cloud_controller.read")
                .containsEntry("authorized_grant_types", "client_credentials,authorization_code")
                .containsEntry("client_id", "instance-1")
                .containsEntry("name", "my-redis")
                .containsEntry("redirect_uri", "https://placeholder.example.com")
                .containsEntry("resource_ids", "res-space-1")
                .containsEntry("scopes", "read.space-1,openid")
                .hasSize(9);
        assertThat(made.get("client_secret")).matches("[A-Za-z0-9]{32}");

        clients.updateRedirect("instance-1", "https://dashboard.example/1", SPACE);
        assertThat(uaa.clients().get("instance-1")).contains("https://dashboard.example/1", "my-redis");

        var updated = clients.update("instance-1", Optional.empty(), SPACE, UaaInstanceClientsTest::nothing)
                .orElseThrow();
        assertThat(updated)
                .containsEntry("redirect_uri", "https://dashboard.example/1")
                .containsEntry("name", "my-redis")
                .containsEntry("client_secret", "");

        clients.delete("instance-1");
        assertThat(uaa.clients()).doesNotContainKey("instance-1");
        clients.delete("instance-1");
        clients.updateRedirect("instance-1", "https://dashboard.example/1", SPACE);
        assertThat(clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing)
                        .orElseThrow()
                        .get("client_secret"))
                .hasSize(32);
    }

    @Test
    void aClientThatHasNotChangedIsWrittenAsTheOriginalAlone() {
        for (var writes : UaaInstanceClients.Writes.values()) {
            var clients = clients(
                    Optional.of(definition("client_credentials,authorization_code", "", false)),
                    new UaaAuthentication.Client(new Credentials("broker", "uaa-secret")),
                    writes);
            clients.create("instance-1", NAME, SPACE);
            clients.updateRedirect("instance-1", "https://dashboard.example/1", SPACE);
            uaa.forgetRequests();

            var updated = clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing)
                    .orElseThrow();
            assertThat(updated).containsEntry("redirect_uri", "https://dashboard.example/1");
            clients.updateRedirect("instance-1", "https://dashboard.example/1", SPACE);
            assertThat(written()).isEqualTo(writes == UaaInstanceClients.Writes.ORIGINAL ? 2 : 0);

            clients.update("instance-1", NAME, Optional.of("space-2"), UaaInstanceClientsTest::nothing);
            assertThat(uaa.clients().get("instance-1")).contains("read.space-2");
            clients.updateRedirect("instance-1", "https://dashboard.example/2", SPACE);
            assertThat(uaa.clients().get("instance-1")).contains("https://dashboard.example/2");
            clients.delete("instance-1");
        }
    }

    private long written() {
        return uaa.requests().stream()
                .filter(request -> request.toString().startsWith("PUT "))
                .count();
    }

    @Test
    void everyClientHasItsOwnSecret() {
        var clients = clients(definition("client_credentials", "fixed", false));

        var first = clients.create("instance-1", NAME, SPACE).orElseThrow();
        assertThat(first).containsEntry("name", "fixed").containsEntry("redirect_uri", "");
        assertThat(clients.create("instance-2", NAME, SPACE).orElseThrow().get("client_secret"))
                .isNotEqualTo(first.get("client_secret"));
    }

    @Test
    void publicAndImplicitClientsHaveNone() {
        assertThat(clients(definition("authorization_code", "", true))
                        .create("instance-1", NAME, SPACE)
                        .orElseThrow())
                .containsEntry("client_secret", "-")
                .containsEntry("allowpublic", "true");
        assertThat(clients(definition("implicit", "", false))
                        .create("instance-2", NAME, SPACE)
                        .orElseThrow())
                .containsEntry("client_secret", "")
                .containsEntry("redirect_uri", "https://placeholder.example.com");
    }

    @Test
    void aClientThatWasLeftOverIsReplaced() {
        var clients = clients(definition("client_credentials", "", false));
        clients.create("instance-1", NAME, SPACE);

        assertThat(clients.create("instance-1", NAME, SPACE).orElseThrow().get("client_secret"))
                .hasSize(32);
    }

    @Test
    void whoeverMakesAMissingClientHearsOfItBefore() {
        var clients = clients(definition("client_credentials", "", false));
        Runnable making = () -> log.add("missing: " + !uaa.clients().containsKey("instance-1"));
        clients.update("instance-1", NAME, SPACE, making);
        clients.update("instance-1", NAME, SPACE, making);
        assertThat(log).containsExactly("missing: true");
    }

    @Test
    void withoutAClientThatCouldMakeOthersNothingIsAsked() {
        var user = new UaaAuthentication.User(new Credentials("user", "password"));
        for (var clients : List.of(
                clients(Optional.of(definition("implicit", "", false)), user),
                clients(Optional.empty(), user),
                UaaInstanceClients.of(Optional.empty(), Map.of(), UaaInstanceClients.Writes.NEEDED, log::add))) {
            assertThat(clients.create("instance-1", NAME, SPACE)).isEmpty();
            assertThat(clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing))
                    .isEmpty();
            clients.updateRedirect("instance-1", "https://dashboard.example", SPACE);
            clients.delete("instance-1");
        }
        assertThat(uaa.requests()).isEmpty();
    }

    @Test
    void withoutADefinitionAFormerClientIsDeleted() {
        var former = clients(definition("client_credentials", "", false));
        former.create("instance-1", NAME, SPACE);
        former.create("instance-2", NAME, SPACE);
        for (var writes : UaaInstanceClients.Writes.values()) {
            var clients = clients(
                    Optional.empty(), new UaaAuthentication.Client(new Credentials("broker", "uaa-secret")), writes);
            assertThat(clients.create("instance-3", NAME, SPACE)).isEmpty();
            assertThat(clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing))
                    .isEmpty();
            clients.updateRedirect("instance-1", "https://dashboard.example", SPACE);
            clients.delete("instance-2");
            assertThat(uaa.clients()).doesNotContainKeys("instance-1", "instance-2", "instance-3");
        }
        assertThat(log).isEmpty();
    }

    @Test
    void whoMayNotManageClientsIsToldOnceAndHindersNothing() {
        var clients = clients(Optional.empty(), new UaaAuthentication.Client(new Credentials("broker", "uaa-secret")));
        uaa.faults().all(".* /oauth/clients.*").answer(403, "{\"error_description\":\"not you\"}");
        assertThat(clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing))
                .isEmpty();
        clients.delete("instance-1");
        assertThat(log).singleElement().asString().contains("cf.uaa.client_definition", "403: not you");

        uaa.faults().clear();
        uaa.faults().all(".* /oauth/clients.*").answer(500);
        assertThat(clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing))
                .isEmpty();
        assertThat(log).hasSize(2).last().asString().contains("instance-1", "status 500");
        assertThatThrownBy(() -> clients.delete("instance-1"))
                .hasMessage("failed to delete client: UAA answered with status 500: no reason given");
    }

    @Test
    void failuresAreToldWithoutSecrets() {
        var clients = clients(definition("client_credentials", "", false));
        uaa.faults().all("POST /oauth/clients.*").answer(500, "secret");
        uaa.faults().all("DELETE /oauth/clients.*").answer(403, "{\"error_description\":\"not you\"}");
        uaa.faults().all("GET /oauth/clients.*").closeConnection();

        assertThatThrownBy(() -> clients.create("instance-1", NAME, SPACE))
                .hasMessage("failed to create client: UAA answered with status 500: no reason given");
        assertThatThrownBy(() -> clients.delete("instance-1"))
                .hasMessage("failed to delete client: UAA answered with status 403: not you");
        assertThatThrownBy(() -> clients.update("instance-1", NAME, SPACE, UaaInstanceClientsTest::nothing))
                .isInstanceOf(UaaException.class)
                .hasMessageStartingWith("failed to list uaa client(s): ");
    }
}
