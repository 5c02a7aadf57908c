package io.chandler.testkit.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What tests ask of a director. */
final class DirectorRequests {

    private DirectorRequests() {}

    static String manifest(String name) {
        return """
                name: %s
                releases:
                - {name: redis, version: 15.2}
                stemcells:
                - {alias: default, os: ubuntu-jammy, version: "1.204"}
                instance_groups:
                - name: redis-server
                  instances: 2
                  vm_type: small
                  azs: [z1, z2]
                  networks: [{name: private}]
                  jobs:
                  - name: redis
                    release: redis
                    provides: {redis-link: {as: redis, shared: true}, internal: {}}
                    properties: {password: ((redis-password))}
                  - {name: health-check, release: redis}
                - name: cleanup
                  lifecycle: errand
                  instances: 1
                  vm_type: small
                  azs: [z1]
                  networks: [{name: private}]
                  jobs: [{name: cleanup-data, release: redis}]
                update: {canaries: 1}
                variables:
                - {name: redis-password, type: password}
                - {name: /shared/ca, type: certificate}
                """.formatted(name);
    }

    static Client client(DirectorSimulator director) {
        return Client.of(director, "Authorization", Client.basic(director.username(), director.password()));
    }

    static long deploy(Client client, String manifest, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "text/yaml"));
        return task(client.send("POST", "/deployments?", manifest, all.toArray(String[]::new)));
    }

    static long task(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        var location = response.headers().firstValue("Location").orElseThrow();
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    static JsonNode ended(Client client, long task) {
        return await().pollInterval(Duration.ofMillis(5))
                .until(
                        () -> client.json("/tasks/" + task),
                        json -> !List.of("queued", "processing", "cancelling")
                                .contains(json.get("state").stringValue()));
    }

    static String state(JsonNode task) {
        return task.get("state").stringValue();
    }
}
