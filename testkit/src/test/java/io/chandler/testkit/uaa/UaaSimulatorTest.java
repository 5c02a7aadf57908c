package io.chandler.testkit.uaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UAA as its clients see it. */
class UaaSimulatorTest {

    @TempDir
    Path folder;

    private static HttpResponse<String> token(UaaSimulator uaa, String id, String secret, String form) {
        return Client.of(uaa, "Authorization", Client.basic(id, secret))
                .send("POST", "/oauth/token", form, "Content-Type", "application/x-www-form-urlencoded");
    }

    private static String bearer(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var json = Client.json(response);
        return json.get("token_type").stringValue() + " "
                + json.get("access_token").stringValue();
    }

    @Test
    void givesTokensToClientsAndUsersWithRightSecrets() {
        try (var uaa = UaaSimulator.start(settings ->
                settings.client("broker", "s&cret", "bosh.admin").user("admin", "p w+d", "cloud_controller.admin"))) {
            var client = bearer(token(uaa, "broker", "s&cret", "grant_type=client_credentials"));
            assertThat(uaa.token(client))
                    .hasValueSatisfying(
                            token -> assertThat(token.allows("bosh.admin")).isTrue());
            var user = bearer(token(uaa, "cf", "", "grant_type=password&username=admin&password=p+w%2Bd"));
            assertThat(uaa.token(user).map(Token::subject)).contains("admin");

            assertThat(token(uaa, "broker", "wrong", "grant_type=client_credentials")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(token(uaa, "cf", "", "grant_type=password&username=admin&password=p+w+d")
                            .statusCode())
                    .as("a password that was not encoded")
                    .isEqualTo(401);
            assertThat(token(uaa, "cf", "", "grant_type=client_credentials").statusCode())
                    .isEqualTo(401);
            assertThat(uaa.token(client + "x")).isEmpty();
            assertThat(uaa.token("Bearer a.b")).isEmpty();
        }
    }

    @Test
    void endsTokens() {
        try (var uaa =
                UaaSimulator.start(settings -> settings.client("broker", "s").tokenLife(Duration.ofMillis(1500)))) {
            var token = bearer(token(uaa, "broker", "s", "grant_type=client_credentials"));
            assertThat(uaa.token(token)).isPresent();
            await().until(() -> uaa.token(token).isEmpty());
            var next = bearer(token(uaa, "broker", "s", "grant_type=client_credentials"));
            uaa.revokeTokens();
            assertThat(uaa.token(next)).isEmpty();
        }
    }

    @Test
    void registersClients() {
        try (var uaa = UaaSimulator.start(
                settings -> settings.client("broker", "s", "clients.admin").client("other", "s"))) {
            var client = Client.of(
                    uaa,
                    "Authorization",
                    bearer(token(uaa, "broker", "s", "grant_type=client_credentials")),
                    "Content-Type",
                    "application/json");
            var body = "{\"client_id\":\"i-1\",\"client_secret\":\"x\",\"name\":\"n\",\"authorized_grant_types\":"
                    + "[\"client_credentials\"],\"scope\":[\"a\"]}";
            var created = client.send("POST", "/oauth/clients", body);
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.body()).doesNotContain("client_secret");
            assertThat(client.send("POST", "/oauth/clients", body).statusCode()).isEqualTo(409);
            assertThat(bearer(token(uaa, "i-1", "x", "grant_type=client_credentials")))
                    .isNotEmpty();

            var filter = "/oauth/clients?count=1&filter=client_id+eq+%22i-1%22&startIndex=1";
            assertThat(client.json(filter).get("totalResults").intValue()).isEqualTo(1);
            assertThat(client.json(filter.replace("i-1", "i-2")).get("resources"))
                    .isEmpty();
            assertThat(client.json("/oauth/clients").get("totalResults").intValue())
                    .isEqualTo(4);
            assertThat(client.get("/oauth/clients?filter=nonsense").statusCode())
                    .isEqualTo(400);

            var changed = client.send("PUT", "/oauth/clients/i-1", body.replace("\"n\"", "\"m\""));
            assertThat(Client.json(changed).get("name").stringValue()).isEqualTo("m");
            assertThat(client.send("PUT", "/oauth/clients/i-2", body.replace("i-1", "i-2"))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(client.send("DELETE", "/oauth/clients/i-1", "").statusCode())
                    .isEqualTo(200);
            assertThat(client.send("DELETE", "/oauth/clients/i-1", "").statusCode())
                    .isEqualTo(404);
            assertThat(uaa.clients()).doesNotContainKey("i-1");

            assertThat(client.send(
                                    "POST",
                                    "/oauth/clients",
                                    "{\"client_id\":\"a\",\"authorized_grant_types\":[\"implicit\"]}")
                            .statusCode())
                    .as("no redirect_uri")
                    .isEqualTo(400);
            var other = client.with("Authorization", bearer(token(uaa, "other", "s", "grant_type=client_credentials")));
            assertThat(other.get("/oauth/clients").statusCode()).isEqualTo(403);
            assertThat(Client.of(uaa).get("/oauth/clients").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void keepsTokensAndClientsInItsFolder() {
        String token;
        try (var uaa = UaaSimulator.start(settings -> settings.folder(folder).client("broker", "s", "clients.write"))) {
            token = bearer(token(uaa, "broker", "s", "grant_type=client_credentials"));
            Client.of(uaa, "Authorization", token)
                    .send(
                            "POST",
                            "/oauth/clients",
                            "{\"client_id\":\"kept\",\"client_secret\":\"s\",\"authorized_grant_types\":[\"password\"]}");
        }
        try (var uaa = UaaSimulator.start(settings -> settings.folder(folder))) {
            assertThat(uaa.token(token).map(Token::subject)).contains("broker");
            assertThat(uaa.clients()).containsKey("kept");
        }
    }
}
