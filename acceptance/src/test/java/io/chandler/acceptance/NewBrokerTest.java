package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new broker, made by the installation, passes its own tests and runs. Its manifests are tested with the command line. */
class NewBrokerTest {

    private static final Path INSTALLATION =
            Path.of("../dist/target/chandler").toAbsolutePath().normalize();

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+) ");

    @TempDir
    Path folder;

    @Test
    void aNewBrokerBuildsPassesItsTestsAndRuns() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var made = run(
                folder,
                java,
                "-cp",
                INSTALLATION.resolve("lib") + "/*",
                "io.chandler.cli.Main",
                "new",
                "broker",
                "wine-cellar");
        assertThat(made).contains("cd wine-cellar");

        var project = folder.resolve("wine-cellar");
        var built = run(project, "./mvnw", "-B", "-ntp", "verify");
        assertThat(built).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0", "BUILD SUCCESS");
        // Those of this installation: a snapshot of an earlier one may be in Maven's own repository.
        try (var jars = Files.list(project.resolve("target/lib"))) {
            var ours = jars.filter(jar -> jar.getFileName().toString().startsWith("chandler-"))
                    .toList();
            assertThat(ours)
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(jar)
                            .hasSameBinaryContentAs(INSTALLATION.resolve("lib").resolve(jar.getFileName())));
        }
        answersItsCatalog(project);
    }

    private void answersItsCatalog(Path project) throws IOException, InterruptedException {
        var log = folder.resolve("run.log");
        var builder = new ProcessBuilder("./run")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("CHANDLER_SERVER_ADDRESS", "127.0.0.1", "CHANDLER_SERVER_PORT", "0"));
        var broker = builder.start();
        try (var client = HttpClient.newHttpClient()) {
            var address = Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(
                            () -> {
                                assertThat(broker.isAlive())
                                        .as(Files.readString(log))
                                        .isTrue();
                                return LISTENING.matcher(Files.readString(log));
                            },
                            Matcher::find)
                    .group(1);
            var password = Files.readString(project.resolve("data/password")).strip();
            var credentials =
                    Base64.getEncoder().encodeToString(("platform:" + password).getBytes(StandardCharsets.UTF_8));
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/v2/catalog"))
                            .header("X-Broker-API-Version", "2.17")
                            .header("Authorization", "Basic " + credentials)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"name\":\"wine-cellar\"");
            broker.destroy();
            assertThat(broker.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(broker.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            broker.destroyForcibly();
        }
    }

    private String run(Path folder, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile(this.folder, "out", ".log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        var text = Files.readString(log);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
