package io.chandler.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of {@code deploy/scripts}, in their order, against a broker in a process of its own. */
class ScriptsTest {

    private static final Path SCRIPTS = Path.of("..", "deploy", "scripts");
    private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+) ");

    @TempDir
    Path folder;

    private record Ran(int exitCode, String output) {}

    private List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.chandler.cli.Main");
    }

    private Ran run(String script, Map<String, String> variables) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(SCRIPTS.resolve(script).toString()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CHANDLER_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    @Test
    void theLifeOfAnInstance() throws Exception {
        Files.writeString(folder.resolve("catalog.yml"), """
                services:
                  - id: 6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c01
                    name: nothing
                    description: Nothing at all.
                    bindable: true
                    plans:
                      - {id: 6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c02, name: only, description: The only plan.}
                """);
        var configuration = Files.writeString(folder.resolve("chandler.yml"), """
                server: {address: 127.0.0.1, port: 0}
                catalog: catalog.yml
                users: [{name: platform, password: secret}]
                """);
        var command = Files.writeString(
                folder.resolve("chandler"), "#!/bin/sh\nexec '" + String.join("' '", java()) + "' \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        var log = folder.resolve("broker.log");
        var broker = new ProcessBuilder(command.toString(), "serve", "--config", configuration.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            var variables = new HashMap<>(Map.of(
                    "CHANDLER", command.toString(),
                    "CHANDLER_TARGET", address(broker, log),
                    "CHANDLER_USER", "platform",
                    "CHANDLER_PASSWORD", "secret",
                    "OFFERING", "nothing",
                    "PLAN", "only"));
            assertThat(succeeds("catalog.sh", variables)).contains("nothing", "only");
            succeeds("provision.sh", variables);
            assertThat(succeeds("last-operation.sh", variables)).contains("succeeded");
            assertThat(succeeds("bind.sh", variables)).contains("hunter2");
            succeeds("unbind.sh", variables);
            succeeds("deprovision.sh", variables);
            assertThat(run("bind.sh", variables).exitCode)
                    .as("a binding of what is gone")
                    .isNotZero();
        } finally {
            broker.destroyForcibly();
            broker.onExit().join();
        }
    }

    @Test
    void withoutABrokerTheVariableIsNamed() throws Exception {
        var ran = run("catalog.sh", Map.of("CHANDLER", "true"));
        assertThat(ran.exitCode).isNotZero();
        assertThat(ran.output).contains("CHANDLER_TARGET: must be the address of the broker");
    }

    private String succeeds(String script, Map<String, String> variables) throws IOException, InterruptedException {
        var ran = run(script, variables);
        assertThat(ran.exitCode).as(script + ": " + ran.output).isZero();
        return ran.output;
    }

    private static String address(Process broker, Path log) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            assertThat(broker.isAlive())
                                    .as(Files.readString(log))
                                    .isTrue();
                            return LISTENING.matcher(Files.readString(log));
                        },
                        Matcher::find)
                .group(1);
    }
}
