package io.chandler.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.awaitility.Awaitility.await;

import io.chandler.server.Chandler;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Passwords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of an operator: the broker as a process of its own, its configuration, its backup. */
class ServerCommandsTest extends CommandLineTest {

    private static final String CATALOG = """
            services:
              - id: 5a6f2d0e-0d0c-4a53-9d0b-0a5a3f1d7c01
                name: nothing
                description: Nothing at all
                bindable: true
                instances_retrievable: true
                bindings_retrievable: true
                plans:
                  - id: 5a6f2d0e-0d0c-4a53-9d0b-0a5a3f1d7c02
                    name: only
                    description: The only plan
            """;

    private Path configuration;
    private int port;

    @BeforeEach
    void configure() throws IOException {
        variables.clear();
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(home.resolve("catalog.yml"), CATALOG);
        configuration = Files.writeString(home.resolve("chandler.yml"), """
                server: {address: 127.0.0.1, port: %d}
                catalog: catalog.yml
                data-folder: data
                users: [{name: platform, password: s3cret}]
                """.formatted(port));
    }

    @Test
    void aPortThatIsInUseIsTold() throws Exception {
        var log = home.resolve("log");
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var process = serve(log, "--config", configuration.toString());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(text(log))
                .contains("the broker cannot listen on 127.0.0.1:" + port + ": Address already in use")
                .doesNotContain("\tat ")
                .doesNotContain("helidon");
    }

    @Test
    void serveRunsUntilItIsToldToEnd() throws Exception {
        var log = home.resolve("log");
        var process = serve(log, "--config", configuration.toString());
        try {
            var url = "http://127.0.0.1:" + port;
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(process.isAlive()).as(() -> text(log)).isTrue();
                return typeWithInput("s3cret", "target", url, "--user", "platform", "--password-stdin")
                                .exitCode()
                        == 0;
            });
            ok("provision", "nothing", "only", "mine", "--id", "instance-1", "--wait");
            assertThat(ok("bind", "mine", "app", "--id", "binding-1", "--wait", "--show-secrets")
                            .out())
                    .contains("hunter2");
            ok("unbind", "mine", "app", "--wait");
            assertThat(operations("instance-1")).containsExactly("provision succeeded 1");
            assertThat(operations("instance-1", "--binding", "binding-1"))
                    .containsExactly("bind succeeded 1", "unbind succeeded 1");

            var copy = home.resolve("copy.db");
            assertThat(ok("backup", "--config", configuration.toString(), copy.toString())
                            .out())
                    .contains("Copied to " + copy);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
            assertThat(fails(ExitCodes.USAGE, "backup", "--config", configuration.toString(), copy.toString())
                            .err())
                    .contains("is there already");
            var nowhere = home.resolve("no-folder").resolve("copy.db").toString();
            assertThat(fails(ExitCodes.FAILED, "backup", "--config", configuration.toString(), nowhere)
                            .err())
                    .contains(nowhere)
                    .doesNotContain("Exception");

            ok("deprovision", "mine", "--wait");
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> text(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(text(log)).doesNotContain("s3cret", "hunter2");
        assertThat(operations("instance-1", "--platform", "default"))
                .containsExactly("provision succeeded 1", "deprovision succeeded 1");
        assertThat(ok("history", "instance-1", "--config", configuration.toString())
                        .out()
                        .lines())
                .hasSize(3)
                .satisfies(line -> assertThat(line).startsWith("STARTED  "), atIndex(0))
                .satisfies(line -> assertThat(line).matches("2\\S+Z +\\S+ m?s +provision +1 +succeeded"), atIndex(1));
    }

    private List<String> operations(String... arguments) {
        var typed = new ArrayList<>(List.of("history", "--config", configuration.toString(), "-o", "json"));
        typed.addAll(List.of(arguments));
        var json = ok(typed.toArray(String[]::new)).json();
        assertThat(json.path("instance_id").stringValue()).isEqualTo("instance-1");
        assertThat(json.path("platform").stringValue()).isEqualTo("default");
        var operations = new ArrayList<String>();
        for (var operation : json.path("operations")) {
            assertThat(Instant.parse(operation.path("ended_at").stringValue()))
                    .isAfterOrEqualTo(Instant.parse(operation.path("started_at").stringValue()));
            operations.add(operation.path("type").stringValue() + " "
                    + operation.path("outcome").stringValue() + " "
                    + operation.path("attempts").intValue());
        }
        return operations;
    }

    @Test
    void historyKnowsOnlyWhatIsInTheStore() throws IOException {
        assertThat(fails(ExitCodes.FAILED, "history", "i", "--config", configuration.toString())
                        .err())
                .contains("there is no store")
                .doesNotContain("Exception");
        assertThat(home.resolve("data")).doesNotExist();

        provisionInTwoPlatforms("i");
        assertThat(fails(ExitCodes.USAGE, "history", "i", "--config", configuration.toString())
                        .err())
                .contains("Several platforms have this id: one, two. Say which with --platform.");
        assertThat(ok("history", "i", "--config", configuration.toString(), "--platform", "two")
                        .out())
                .contains("provision");
        assertThat(fails(ExitCodes.NOT_FOUND, "history", "j", "--config", configuration.toString())
                        .err())
                .contains("The store knows no instance j.");
        assertThat(fails(ExitCodes.NOT_FOUND, "history", "i", "--config", configuration.toString(), "--binding", "b")
                        .err())
                .contains("no binding b of an instance i");
        assertThat(fails(ExitCodes.USAGE, "history", "--config", configuration.toString())
                        .err())
                .contains("INSTANCE");
    }

    private void provisionInTwoPlatforms(String id) throws IOException {
        Files.writeString(configuration, "\nplatforms: [{name: one}, {name: two}]\n", APPEND);
        try (var _ = Chandler.configuration(Configuration.read(configuration, Map.of()))
                .start()) {
            for (var platform : List.of("one", "two")) {
                var url = "http://127.0.0.1:" + port + "/" + platform;
                typeWithInput("s3cret", "target", url, "--user", "platform", "--password-stdin");
                ok("provision", "nothing", "only", "mine", "--id", id, "--wait");
            }
        }
    }

    @Test
    void serveRefusesAWrongConfigurationWithAllItsMistakes() throws Exception {
        Files.writeString(configuration, "server: {prot: 1, port: many}\n");
        var log = home.resolve("log");
        var process = serve(log, "--config=" + configuration);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCodes.USAGE);
        assertThat(text(log))
                .contains("it has 2 mistakes", "server.prot", "server.port")
                .doesNotContain("Exception");
    }

    private static Process serve(Path log, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void configShowsWhatIsInEffectWithoutSecrets() {
        variables.put("CHANDLER_SERVER_PORT", "1234");
        assertThat(ok("config", "--config", configuration.toString()).out())
                .contains("1234")
                .contains("CHANDLER_SERVER_PORT")
                .contains("platform")
                .doesNotContain("s3cret");
        assertThat(ok("config").out()).contains("1234");
    }

    @Test
    void configTellsAllMistakes() throws IOException {
        Files.writeString(configuration, "server: {prot: 1, port: many}\n");
        assertThat(fails(ExitCodes.USAGE, "config", "--config", configuration.toString())
                        .err())
                .contains("it has 2 mistakes")
                .contains("server.prot")
                .contains("server.port");
        assertThat(fails(ExitCodes.USAGE, "config", "--config", "/no/such.yml").err())
                .contains("there is no such file");
    }

    @Test
    void theReferenceIsAPage() {
        assertThat(ok("config", "reference").out()).startsWith("# ").contains("`server.port`");
    }

    @Test
    void aHashIsOfThePassword() {
        var typed = typeWithInput("s3cret\n", "hash-password");
        assertThat(typed.exitCode()).isZero();
        assertThat(Passwords.matches(typed.out().strip(), "s3cret".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(typeWithInput("\n", "hash-password").exitCode()).isEqualTo(ExitCodes.USAGE);
    }
}
