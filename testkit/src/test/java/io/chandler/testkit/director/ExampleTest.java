package io.chandler.testkit.director;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The examples of the page about simulators. */
class ExampleTest {

    @Test
    void asksForItsInformation() throws Exception {
        try (var director =
                DirectorSimulator.start(settings -> settings.workers(10).taskTime(Duration.ofMillis(200)))) {
            director.script(Script.deploy().of("service-instance_1").fails("no space left"));
            director.script(Script.errand("health-check").exits("redis/1", 7).always());
            director.faults().next(3, "GET /deployments.*").answer(503);

            var http = HttpClient.newBuilder()
                    .sslContext(director.authority().clientContext())
                    .build();
            var credentials = director.username() + ":" + director.password();
            var request = HttpRequest.newBuilder(URI.create(director.url() + "/deployments"))
                    .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
            assertThat(director.requests()).hasSize(1);
        }
    }

    @Test
    void asksForTokens() {
        try (var uaa = UaaSimulator.start(settings -> settings.client("odb", "secret", "bosh.admin"));
                var credHub = CredHubSimulator.start(uaa);
                var director =
                        DirectorSimulator.start(settings -> settings.uaa(uaa).credHub(credHub))) {
            director.addDeployment("{name: redis-1, variables: [{name: password, type: password}]}");
            assertThat(credHub.credentials()).containsKey("/chandler/redis-1/password");
        }
    }
}
