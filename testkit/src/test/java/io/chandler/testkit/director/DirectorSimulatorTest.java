package io.chandler.testkit.director;

import static io.chandler.testkit.director.DirectorRequests.client;
import static io.chandler.testkit.director.DirectorRequests.deploy;
import static io.chandler.testkit.director.DirectorRequests.ended;
import static io.chandler.testkit.director.DirectorRequests.manifest;
import static io.chandler.testkit.director.DirectorRequests.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import io.chandler.testkit.Request;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The director as its clients see it: who they are, configurations, links, faults. */
class DirectorSimulatorTest {

    @TempDir
    Path folder;

    @Test
    void tellsWhoIsAuthenticatedAndRefusesOthers() {
        try (var director = DirectorSimulator.start(settings -> settings.version("280.0.1 (00000000)"))) {
            var anonymous = Client.of(director);
            assertThat(anonymous.json("/info").get("user").isNull()).isTrue();
            assertThat(anonymous.json("/info").at("/user_authentication/type").stringValue())
                    .isEqualTo("basic");
            assertThat(client(director).json("/info").get("user").stringValue()).isEqualTo("admin");
            assertThat(client(director).json("/info").get("version").stringValue())
                    .isEqualTo("280.0.1 (00000000)");
            var wrong = anonymous.with("Authorization", Client.basic("admin", "wrong"));
            assertThat(wrong.json("/info").get("user").isNull()).isTrue();
            assertThat(wrong.get("/deployments").statusCode()).isEqualTo(401);
            assertThat(anonymous.get("/tasks/1").body()).isEqualTo("Not authorized: '/tasks/1'\n");
        }
    }

    @Test
    void keepsConfigurations() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            for (var content : List.of("{a: 1}", "{a: 2}")) {
                assertThat(client.send(
                                        "POST",
                                        "/configs",
                                        "{\"type\":\"cloud\",\"name\":\"d\",\"content\":\"" + content + "\"}",
                                        "Content-Type",
                                        "application/json")
                                .statusCode())
                        .isEqualTo(201);
            }
            assertThat(client.json("/configs?latest=true&limit=1&name=d").findValuesAsString("content"))
                    .containsExactly("{a: 2}");
            assertThat(client.json("/configs?latest=false&name=d")).hasSize(2);
            assertThat(client.send("POST", "/configs", "{\"type\":\"cloud\",\"name\":\"d\",\"content\":\"text\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(client.send("DELETE", "/configs?name=d&type=cloud", "").statusCode())
                    .isEqualTo(204);
            assertThat(client.send("DELETE", "/configs?name=d&type=cloud", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void linksConsumersOutside() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            director.addDeployment(manifest("d"));
            var providers = client.json("/link_providers?deployment=d");
            assertThat(providers).hasSize(2);
            assertThat(providers.get(0).get("name").stringValue()).isEqualTo("redis");
            assertThat(providers.get(1).get("shared").booleanValue()).isFalse();
            assertThat(providers.get(0).at("/owner_object/info/instance_group").stringValue())
                    .isEqualTo("redis-server");
            var consumer = ",\"link_consumer\":{\"owner_object\":{\"name\":\"x\",\"type\":\"external\"}}}";
            var created = client.send("POST", "/links", "{\"link_provider_id\":\"1\"" + consumer);
            assertThat(created.statusCode()).isEqualTo(200);
            var id = Client.json(created).get("id").stringValue();
            assertThat(client.json("/link_address?link_id=" + id).get("address").stringValue())
                    .isEqualTo("q-s0.redis-server.private.d.bosh");
            assertThat(client.json("/link_address?link_id=" + id + "&azs[]=z2&status=healthy")
                            .get("address")
                            .stringValue())
                    .isEqualTo("q-a2s3.redis-server.private.d.bosh");
            assertThat(client.get("/link_address?link_id=" + id + "&status=x").statusCode())
                    .isEqualTo(400);
            assertThat(client.send("POST", "/links", "{\"link_provider_id\":\"2\"" + consumer)
                            .statusCode())
                    .as("not shared")
                    .isEqualTo(400);
            assertThat(director.links()).isEqualTo(1);
            assertThat(client.send("DELETE", "/links/" + id, "").statusCode()).isEqualTo(204);
            assertThat(director.links()).isZero();
        }
    }

    @Test
    void redirectsToWhereItWasAskedOrToAnotherHost() {
        try (var plain = DirectorSimulator.start();
                var behindGateway = DirectorSimulator.start(settings -> settings.redirectHost("10.0.0.6:25555"))) {
            for (var director : List.of(plain, behindGateway)) {
                var host = director == plain ? director.url().toString() : "https://10.0.0.6:25555";
                assertThat(client(director)
                                .send("POST", "/deployments", manifest("a"), "Content-Type", "text/yaml")
                                .headers()
                                .firstValue("Location"))
                        .contains(host + "/tasks/1");
            }
        }
    }

    @Test
    void refusesWhatIsNoManifest() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            assertThat(client.send("POST", "/deployments", manifest("a")).statusCode())
                    .isEqualTo(404);
            for (var text : List.of("just text", "a: [", "releases: []")) {
                var refused = client.send("POST", "/deployments", text, "Content-Type", "text/yaml");
                assertThat(refused.statusCode()).as(text).isEqualTo(400);
                assertThat(Client.json(refused).get("description").stringValue())
                        .isNotEmpty();
            }
            assertThat(director.tasks()).isEmpty();
        }
    }

    @Test
    void doesFaultsOnRequest() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            director.faults().next(2, "GET /deployments.*").answer(503, "busy");
            assertThat(client.get("/deployments?x=y").statusCode()).isEqualTo(503);
            assertThat(client.get("/deployments").body()).isEqualTo("busy");
            assertThat(client.get("/deployments").statusCode()).isEqualTo(200);

            director.faults().next(1, "POST /deployments.*").closeConnection();
            assertThatThrownBy(() -> deploy(client, manifest("a"))).isInstanceOf(UncheckedIOException.class);
            assertThat(director.tasks()).isEmpty();
            director.faults().next(1, "POST /deployments.*").loseAnswer();
            assertThatThrownBy(() -> deploy(client, manifest("a"))).isInstanceOf(UncheckedIOException.class);
            assertThat(director.tasks()).hasSize(1);

            director.faults().next(1, "GET /tasks").delay(Duration.ofMillis(100));
            long before = System.nanoTime();
            assertThat(client.get("/tasks").statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - before).isGreaterThan(99_000_000);

            director.faults().all("GET /locks").hang();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var hanging = threads.submit(() -> client.get("/locks").statusCode());
                await().until(() -> director.requests().getLast().path().equals("/locks"));
                assertThat(hanging).isNotDone();
                director.faults().clear();
                assertThat(hanging).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(200);
            }
        }
    }

    @Test
    void recordsRequestsAsTheyCame() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            client.send("POST", "/deployments?a=%2C", manifest("a"), "X-Bosh-Context-Id", "c");
            assertThat(director.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/deployments");
                assertThat(request.query()).contains("a=%2C");
                assertThat(request.parameter("a")).contains(",");
                assertThat(request.body()).isEqualTo(manifest("a"));
                assertThat(request.header("X-Bosh-Context-Id")).contains("c");
                assertThat(request).hasToString("POST /deployments?a=%2C");
            });
            director.forgetRequests();
            client.get("/locks");
            assertThat(director.requests()).extracting(Request::target).containsExactly("/locks");
        }
    }

    @Test
    void carriesOnFromItsFolder() throws Exception {
        String authority;
        long timed;
        long hanging;
        long waiting;
        try (var director =
                DirectorSimulator.start(settings -> settings.folder(folder).workers(2))) {
            var client = client(director);
            authority = director.authority().pem();
            ended(client, deploy(client, manifest("a/../strange name")));
            director.script(Script.deploy().of("timed").takes(Duration.ofMillis(300)));
            director.script(Script.deploy().of("b").hangs());
            timed = deploy(client, manifest("timed"));
            hanging = deploy(client, manifest("b"));
            waiting = deploy(client, manifest("b"));
            client.send("POST", "/configs", "{\"type\":\"cloud\",\"name\":\"d\",\"content\":\"{a: 1}\"}");
        }
        try (var director =
                DirectorSimulator.start(settings -> settings.folder(folder).workers(2))) {
            var client = client(director);
            assertThat(director.authority().pem()).isEqualTo(authority);
            assertThat(director.deployments()).containsExactly("a/../strange name", "b", "timed");
            assertThat(state(ended(client, timed))).isEqualTo("done");
            assertThat(state(client.json("/tasks/" + hanging))).isEqualTo("processing");
            assertThat(client.json("/locks").findValuesAsString("task_id")).containsExactly(String.valueOf(hanging));
            assertThat(state(client.json("/tasks/" + waiting))).isIn("queued", "processing");
            director.letHangingTasksEnd();
            assertThat(state(ended(client, hanging))).isEqualTo("done");
            assertThat(state(ended(client, waiting))).isEqualTo("done");
            assertThat(director.manifest("b")).contains(manifest("b"));
            assertThat(client.json("/configs?latest=true")).hasSize(1);
            assertThat(deploy(client, manifest("c"))).isEqualTo(waiting + 1);
        }
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".new"))).isEmpty();
        }
    }

    @Test
    void answersQuicklyOnOneConnection() {
        try (var director = DirectorSimulator.start()) {
            var client = client(director);
            client.get("/tasks");
            long before = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                client.get("/deployments");
                client.send("POST", "/configs", "{\"type\":\"a\",\"name\":\"d\",\"content\":\"{a: 1}\"}");
            }
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertThat(millis).as("milliseconds for 200 requests").isLessThan(8000);
        }
    }
}
