package io.chandler.testkit.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts and faults that are asked for over HTTP. */
class ControlTest {

    private static Client client(DirectorSimulator director) {
        return Client.of(
                director, "Authorization", Client.basic("admin", "admin-password"), "Content-Type", "text/yaml");
    }

    private static int control(Client client, String path, String body) {
        return client.send("POST", "/simulator/" + path, body).statusCode();
    }

    @Test
    void scriptsTasks() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            assertThat(
                            control(
                                    client,
                                    "scripts",
                                    "{\"work\":\"deploy\",\"deployment\":\"a\",\"fails\":\"no space\",\"seconds\":0,\"times\":2}"))
                    .isEqualTo(204);
            for (int i = 0; i < 3; i++) {
                client.send("POST", "/deployments", "{name: a}");
            }
            await().until(() -> director.tasks().stream()
                            .filter(task -> task.state().equals("error"))
                            .count()
                    == 2);
            await().until(() -> director.tasks().getLast().state().equals("done"));

            control(client, "scripts", "{\"work\":\"delete\",\"hangs\":true}");
            client.send("DELETE", "/deployments/a", "");
            assertThat(director.tasks().getLast().state()).isEqualTo("processing");
            assertThat(control(client, "release", "")).isEqualTo(204);
            await().until(() -> director.deployments().isEmpty());
        }
    }

    @Test
    void makesFaults() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            control(
                    client,
                    "faults",
                    "{\"requests\":\"GET /tasks.*\",\"does\":\"answer\",\"status\":502,\"times\":\"always\"}");
            assertThat(client.get("/tasks").statusCode()).isEqualTo(502);
            assertThat(client.get("/tasks").statusCode()).isEqualTo(502);
            assertThat(client.send("DELETE", "/simulator/faults", "").statusCode())
                    .isEqualTo(204);
            assertThat(client.get("/tasks").statusCode()).isEqualTo(200);
            control(client, "faults", "{\"requests\":\"GET /deployments\",\"does\":\"close\"}");
            // The JDK's client sends a GET again that was not answered.
            assertThat(client.get("/deployments").statusCode()).isEqualTo(200);
            control(client, "faults", "{\"requests\":\"GET /deployments\",\"does\":\"close\",\"times\":\"always\"}");
            assertThatThrownBy(() -> client.get("/deployments")).isInstanceOf(UncheckedIOException.class);
            control(client, "faults", "{\"requests\":\".*\",\"does\":\"answer\",\"times\":\"always\"}");
            assertThat(client.get("/info").statusCode()).isEqualTo(500);
            assertThat(client.send("DELETE", "/simulator/faults", "").statusCode())
                    .as("no fault of its own")
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "scripts | []                                                    | the body must be a JSON object",
                "scripts | {\"work\":\"nothing\"}                                | work must be deploy",
                "scripts | {\"work\":\"errand\"}                                 | errand must be the name",
                "scripts | {\"work\":\"deploy\",\"times\":0}                     | times must be a whole number",
                "scripts | {\"work\":\"deploy\",\"speed\":0}                     | there is no member speed",
                "scripts | {\"work\":\"errand\",\"errand\":\"e\",\"exits\":{\"a/0\":\"x\"}} | exits.a/0 must be",
                "faults  | {\"does\":\"hang\"}                                   | requests must be an expression",
                "faults  | {\"requests\":\"(\",\"does\":\"hang\"}                | requests is no regular expression",
                "faults  | {\"requests\":\".*\"}                                 | does must be answer"
            })
    void tellsWhatIsWrong(String path, String body, String message) {
        try (var director = DirectorSimulator.start()) {
            var refused = client(director).send("POST", "/simulator/" + path, body);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Client.json(refused).get("description").stringValue()).startsWith(message);
            assertThat(Client.of(director)
                            .send("POST", "/simulator/" + path, body)
                            .statusCode())
                    .isEqualTo(401);
        }
    }
}
