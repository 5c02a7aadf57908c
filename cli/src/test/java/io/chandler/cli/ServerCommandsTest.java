package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.server.configuration.Passwords;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void serveRunsUntilItIsToldToEnd() throws Exception {
        var log = home.resolve("log");
        var process = serve(log, "--config", configuration.toString());
        try {
            var url = "http://127.0.0.1:" + port;
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                assertThat(process.isAlive()).as(() -> text(log)).isTrue();
                return typeWithInput("s3cret", "target", url, "--user", "platform", "--password-stdin")
                                .exitCode()
                        == 0;
            });
            ok("provision", "nothing", "only", "mine", "--wait");
            assertThat(ok("bind", "mine", "app", "--wait", "--show-secrets").out())
                    .contains("hunter2");
            ok("unbind", "mine", "app", "--wait");

            var copy = home.resolve("copy.db");
            assertThat(ok("backup", "--config", configuration.toString(), copy.toString())
                            .out())
                    .contains("Copied to " + copy);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
            assertThat(fails(ExitCodes.FAILED, "backup", "--config", configuration.toString(), copy.toString())
                            .err())
                    .contains("is there already");

            ok("deprovision", "mine", "--wait");
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> text(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(text(log)).doesNotContain("s3cret", "hunter2");
    }

    @Test
    void serveRefusesAWrongConfigurationWithAllItsMistakes() throws Exception {
        Files.writeString(configuration, "server: {prot: 1, port: many}\n");
        var log = home.resolve("log");
        var process = serve(log, "--config=" + configuration);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
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
