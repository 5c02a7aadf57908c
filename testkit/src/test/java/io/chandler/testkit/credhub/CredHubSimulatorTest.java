package io.chandler.testkit.credhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import io.chandler.testkit.director.DirectorSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CredHub as its clients see it, and with the director in front of it. */
class CredHubSimulatorTest {

    @TempDir
    Path folder;

    private UaaSimulator uaa;
    private String token;

    @BeforeEach
    void startUaa() {
        uaa = UaaSimulator.start(settings -> settings.client("odb", "s", "bosh.admin"));
        var response = Client.of(uaa, "Authorization", Client.basic("odb", "s"))
                .send("POST", "/oauth/token", "grant_type=client_credentials");
        token = "bearer " + Client.json(response).get("access_token").stringValue();
    }

    @AfterEach
    void endUaa() {
        uaa.close();
    }

    private Client client(CredHubSimulator credHub) {
        return Client.of(credHub, "Authorization", token, "Content-Type", "application/json");
    }

    @Test
    void tellsItsUaaToAllAndTheRestToThoseWithAToken() {
        try (var credHub = CredHubSimulator.start(uaa)) {
            var anonymous = Client.of(credHub);
            assertThat(anonymous.json("/info").at("/auth-server/url").stringValue())
                    .isEqualTo(uaa.url().toString());
            assertThat(anonymous.get("/api/v1/data?name=/a").statusCode()).isEqualTo(401);
            assertThat(client(credHub).json("/version").get("version").stringValue())
                    .isEqualTo("2.12.60");
        }
    }

    @Test
    void writesFindsAndDeletes() {
        try (var credHub = CredHubSimulator.start(uaa)) {
            var client = client(credHub);
            var put = client.send(
                    "PUT",
                    "/api/v1/data",
                    "{\"name\":\"/odb/s/d/one\",\"type\":\"value\",\"value\":\"1\",\"metadata\":null}");
            assertThat(put.statusCode()).isEqualTo(200);
            var firstId = Client.json(put).get("id").stringValue();
            client.send("PUT", "/api/v1/data", "{\"name\":\"/odb/s/d/one\",\"type\":\"value\",\"value\":\"2\"}");
            client.send("PUT", "/api/v1/data", "{\"name\":\"/odb/s/e/two\",\"type\":\"json\",\"value\":{\"a\":1}}");

            assertThat(client.json("/api/v1/data?current=true&name=/odb/s/d/one")
                            .at("/data/0/value")
                            .stringValue())
                    .isEqualTo("2");
            assertThat(client.json("/api/v1/data?name=%2Fodb%2Fs%2Fd%2Fone").get("data"))
                    .hasSize(2);
            assertThat(client.json("/api/v1/data/" + firstId).get("value").stringValue())
                    .isEqualTo("1");
            assertThat(client.json("/api/v1/data?name-like=S/D").findValuesAsString("name"))
                    .containsExactly("/odb/s/d/one");
            assertThat(credHub.credentials()).containsEntry("/odb/s/e/two", "{\"a\":1}");

            assertThat(client.send("PUT", "/api/v1/data", "{\"name\":\"/odb/s/d/one\",\"type\":\"json\",\"value\":{}}")
                            .statusCode())
                    .as("another type")
                    .isEqualTo(400);
            assertThat(client.send("PUT", "/api/v1/data", "{\"name\":\"/x\",\"type\":\"json\",\"value\":\"text\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(client.send(
                                    "PUT",
                                    "/api/v1/data",
                                    "{\"name\":\"/x\",\"type\":\"value\",\"value\":\"v\",\"mode\":\"overwrite\"}")
                            .statusCode())
                    .as("no modes since version 2")
                    .isEqualTo(400);

            assertThat(client.send("DELETE", "/api/v1/data?name=/odb/s/d/one", "")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(client.send("DELETE", "/api/v1/data?name=/odb/s/d/one", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(client.get("/api/v1/data?current=true&name=/odb/s/d/one").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void givesPermissionsInBothWays() {
        try (var credHub = CredHubSimulator.start(uaa);
                var old = CredHubSimulator.start(uaa, settings -> settings.version("1.9.3"))) {
            var body = "{\"path\":\"/c/a\",\"actor\":\"mtls-app:1\",\"operations\":[\"read\"]}";
            assertThat(client(credHub).send("POST", "/api/v2/permissions", body).statusCode())
                    .isEqualTo(201);
            assertThat(client(credHub).send("POST", "/api/v2/permissions", body).statusCode())
                    .isEqualTo(409);
            assertThat(client(old).send("POST", "/api/v2/permissions", body).statusCode())
                    .isEqualTo(404);
            old.putText("/c/a", "value", "v");
            var older =
                    "{\"credential_name\":\"/c/a\",\"permissions\":[{\"actor\":\"mtls-app:1\",\"operations\":[\"read\"]}]}";
            assertThat(client(old).send("POST", "/api/v1/permissions", older).statusCode())
                    .isEqualTo(201);
            var expected = new CredHubSimulator.PermissionView("/c/a", "mtls-app:1", List.of("read"));
            assertThat(credHub.permissions()).containsExactly(expected);
            assertThat(old.permissions()).containsExactly(expected);
        }
    }

    @Test
    void overwritesOnlyWhenToldBeforeVersionTwo() {
        try (var credHub = CredHubSimulator.start(uaa, settings -> settings.version("1.9.3"))) {
            credHub.putText("/a", "value", "1");
            var body = "{\"name\":\"/a\",\"type\":\"value\",\"value\":\"2\"%s}";
            client(credHub).send("PUT", "/api/v1/data", body.formatted(""));
            assertThat(credHub.credentials()).containsEntry("/a", "1");
            client(credHub).send("PUT", "/api/v1/data", body.formatted(",\"mode\":\"overwrite\""));
            assertThat(credHub.credentials()).containsEntry("/a", "2");
        }
    }

    @Test
    void sharesItsFolderWithTheOthers() {
        for (int round = 0; round < 2; round++) {
            int number = round;
            try (var own = UaaSimulator.start(
                            settings -> settings.folder(folder).client("c" + number, "s"));
                    var credHub = CredHubSimulator.start(own, settings -> settings.folder(folder));
                    var director = DirectorSimulator.start(
                            settings -> settings.folder(folder).credHub(credHub))) {
                if (round == 0) {
                    credHub.putText("/odb/a b/ü", "value", "1");
                    director.addDeployment("{name: d, variables: [{name: p, type: password}]}");
                }
                assertThat(credHub.credentials())
                        .containsEntry("/odb/a b/ü", "1")
                        .containsKey("/chandler/d/p");
                assertThat(director.deployments()).containsExactly("d");
                assertThat(own.clients()).containsKeys("c0", "c" + round);
                assertThat(List.of(own.authority().pem(), credHub.authority().pem()))
                        .containsOnly(director.authority().pem());
            }
        }
    }

    @Test
    void holdsTheVariablesOfADirectorThatAsksForTokens() {
        try (var credHub = CredHubSimulator.start(uaa);
                var director =
                        DirectorSimulator.start(settings -> settings.uaa(uaa).credHub(credHub))) {
            var client = Client.of(director, "Authorization", token, "Content-Type", "text/yaml");
            assertThat(client.json("/info")
                            .at("/user_authentication/options/url")
                            .stringValue())
                    .isEqualTo(uaa.url().toString());
            assertThat(client.json("/info").get("user").stringValue()).isEqualTo("odb");
            credHub.putText("/odb/s/d/key", "value", "v");
            client.send(
                    "POST",
                    "/deployments",
                    "{name: d, variables: [{name: p, type: password, options: {length: 12}}], properties: [((p)), ((/odb/s/d/key))]}");
            await().until(() -> director.manifest("d").isPresent());
            assertThat(credHub.credentials().get("/chandler/d/p")).hasSize(12);
            assertThat(client.json("/deployments/d/variables").get(0).get("id").stringValue())
                    .isEqualTo(credHub.id("/chandler/d/p").orElseThrow());

            client.send("POST", "/deployments", "{name: e, properties: ['((odb_secret:x))', ((absent.part))]}");
            await().until(() -> director.tasks().getLast().state().equals("error"));
            assertThat(director.tasks().getLast().result()).contains("Failed to find variable '/chandler/e/absent'");
            uaa.revokeTokens();
            assertThat(client.get("/deployments").statusCode()).isEqualTo(401);
        }
    }
}
