package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Another client of the cluster, with the requests of {@code kubectl}.
 *
 * @param server with a slash at the end
 */
record Kubectl(URI server) {

    private static final String WIDGETS = "apis/broker.chandler.io/v1/namespaces/brokers/widgets";

    void create(String object) throws IOException, InterruptedException {
        assertThat(send("POST", "", "application/json", object).statusCode()).isEqualTo(201);
    }

    /** The metadata of an object; empty if there is none. */
    Optional<JsonNode> metadata(String name) throws IOException, InterruptedException {
        var answer = send("GET", name, "application/json", "");
        return answer.statusCode() == 404
                ? Optional.empty()
                : Optional.of(JsonMapper.shared().readTree(answer.body()).path("metadata"));
    }

    List<String> finalizers(String name) throws IOException, InterruptedException {
        return metadata(name)
                .orElseThrow()
                .path("finalizers")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    void delete(String name) throws IOException, InterruptedException {
        assertThat(send("DELETE", name, "application/json", "").statusCode()).isEqualTo(200);
    }

    void patchFinalizers(String name, String... finalizers) throws IOException, InterruptedException {
        var patch = JsonMapper.shared().createObjectNode();
        var array = patch.putObject("metadata").putArray("finalizers");
        List.of(finalizers).forEach(array::add);
        assertThat(send("PATCH", name, "application/merge-patch+json", patch.toString())
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String name, String type, String body)
            throws IOException, InterruptedException {
        var path = name.isEmpty() ? WIDGETS : WIDGETS + "/" + name;
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .setHeader("Content-Type", type)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
