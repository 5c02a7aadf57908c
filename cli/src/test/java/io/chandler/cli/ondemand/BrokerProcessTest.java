package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker as a process: how it begins and how it ends. */
class BrokerProcessTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private Installation house;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void install() throws IOException {
        house = new Installation(folder);
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        house.close();
    }

    private Process run(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Executable.class.getName(),
                "on-demand-service-broker"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().clear();
        var process = builder.start();
        processes.add(process);
        return process;
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Starts the broker with an adapter that waits until it is let go. */
    private Process start(String broker) throws IOException {
        var file = house.file(broker);
        Files.writeString(folder.resolve("adapter"), """
                #!/bin/sh
                touch %1$s/asked
                while [ ! -e %1$s/go ]; do sleep 0.05; done
                echo the adapter says no
                exit 1
                """.formatted(folder));
        var process = run("-configFilePath", file.toString());
        await().atMost(LONG).until(() -> out().contains("Listening on :" + house.port) || !process.isAlive());
        return process;
    }

    private CompletableFuture<HttpResponse<String>> provision(HttpClient client) {
        var user = Base64.getEncoder()
                .encodeToString((Installation.USER + ":" + Installation.PASSWORD).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + house.port + "/v2/service_instances/one?accepts_incomplete=true"))
                .header("X-Broker-API-Version", "2.17")
                .header("Authorization", "Basic " + user)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"service_id\":\"offering\",\"plan_id\":\"small\","
                        + "\"organization_guid\":\"o\",\"space_guid\":\"s\"}"))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aRequestThatRunsIsAnsweredBeforeTheBrokerEndsWithZero() throws Exception {
        var process = start("enable_telemetry: false");
        try (var client = HttpClient.newHttpClient()) {
            var answer = provision(client);
            await().atMost(LONG).until(() -> Files.exists(folder.resolve("asked")));
            process.destroy();
            await().atMost(LONG).until(() -> out().contains("Broker shutting down on signal (timeout 5 secs)..."));
            assertThat(process.isAlive()).isTrue();
            Files.createFile(folder.resolve("go"));
            assertThat(answer.get(2, TimeUnit.MINUTES).body()).contains("the adapter says no");
        }
        assertThat(exitCode(process)).isZero();
        assertThat(out())
                .contains("Server gracefully shut down\n")
                .containsPattern("\\[on-demand-service-broker] \\[[0-9a-f-]{36}] \\d{4}/\\d\\d/\\d\\d "
                        + "\\d\\d:\\d\\d:\\d\\d\\.\\d{6} error: external service adapter exited with 1 at ")
                .contains("\"message\":\"on-demand-service-broker.provision.unknown-error\"");
        assertThat(folder.resolve("err")).isEmptyFile();
    }

    @Test
    void aRequestThatDoesNotEndInTimeIsCutOffAndTheExitCodeIsZeroAllTheSame() throws Exception {
        var process = start("enable_telemetry: true");
        try (var client = HttpClient.newHttpClient()) {
            var answer = provision(client);
            await().atMost(LONG).until(() -> Files.exists(folder.resolve("asked")));
            process.destroy();
            assertThat(exitCode(process)).isZero();
            assertThat(out()).contains("Error gracefully shutting down server: context deadline exceeded\n");
            Files.createFile(folder.resolve("go"));
            await().atMost(LONG).until(answer::isDone);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDrainScriptOfTheReleaseWaitsForTheEnd(boolean requestEnds) throws Exception {
        var process = start("enable_telemetry: false");
        var pidFile = Files.createDirectories(folder.resolve("run/bpm/broker")).resolve("broker.pid");
        Files.writeString(pidFile, Long.toString(process.pid()));
        try (var client = HttpClient.newHttpClient()) {
            var answer = provision(client);
            await().atMost(LONG).until(() -> Files.exists(folder.resolve("asked")));

            var drain = drain();
            await().atMost(LONG).until(() -> out().contains("Broker shutting down on signal (timeout 5 secs)..."));
            assertThat(drain.isAlive()).isTrue();
            if (requestEnds) {
                Files.createFile(folder.resolve("go"));
                assertThat(answer.get(2, TimeUnit.MINUTES).body()).contains("the adapter says no");
            }

            assertThat(exitCode(drain)).isZero();
            assertThat(new String(drain.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("0\n");
            assertThat(exitCode(process)).isZero();
            assertThat(out()).contains(requestEnds ? "Server gracefully shut down\n" : "context deadline exceeded\n");
            if (!requestEnds) {
                Files.createFile(folder.resolve("go"));
            }
            await().atMost(LONG).until(answer::isDone);
        }
    }

    /** Runs the script as BOSH does, with its folders in ours; the job's broker waits five seconds for requests. */
    private Process drain() throws IOException {
        var template = Path.of("..", "deploy", "bosh", "jobs", "broker", "templates", "drain.erb");
        var text = Files.readString(template)
                .replace("<%= p('shutdown_timeout_in_seconds') + 1 %>", "6")
                .replace("/var/vcap/sys", folder.toString());
        assertThat(text).doesNotContain("<%").doesNotContain("/var/vcap");
        var script = Files.writeString(folder.resolve("drain"), text);
        var drain = new ProcessBuilder("/bin/sh", script.toString())
                .redirectError(folder.resolve("drain-err").toFile())
                .start();
        processes.add(drain);
        return drain;
    }

    @Test
    void whatIsWrongWithTheCommandLineIsTold() throws Exception {
        var bad = run("-unknown");
        assertThat(exitCode(bad)).isEqualTo(2);
        assertThat(folder.resolve("err")).content().startsWith("""
                        flag provided but not defined: -unknown
                        Usage of on-demand-service-broker:
                          -configFilePath string
                        """);
        assertThat(exitCode(run())).isEqualTo(1);
        assertThat(out()).contains(" Starting broker\n").contains(" must supply -configFilePath\n");
        assertThat(exitCode(run("-configFilePath=/no/file"))).isEqualTo(1);
        assertThat(out()).contains(" error parsing config: open /no/file: no such file or directory\n");
    }

    @Test
    void whatCannotWorkIsToldAndTheExitCodeIsOne() throws Exception {
        var file = house.file("enable_telemetry: false");
        Files.writeString(file, Files.readString(file).replace("version: \"1\", jobs", "version: 1.latest, jobs"));
        assertThat(exitCode(run("--configFilePath", file.toString()))).isEqualTo(1);
        assertThat(out())
                .contains(" error parsing config: You must configure the exact release and stemcell versions in"
                        + " broker.service_deployment.");
        assertThat(folder.resolve("err")).isEmptyFile();
    }
}
