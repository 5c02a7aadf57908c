package io.chandler.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
    private static final Pattern API = Pattern.compile("The API of the group \\S+ is at (https://\\S+:\\d+)");

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

    private Ran run(String script, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(SCRIPTS.resolve(script).toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("CHANDLER_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    /** A broker in a process of its own, and what the scripts must know of it. */
    private record Broker(Process process, Path log, Map<String, String> variables) implements AutoCloseable {

        /** Waits for what its log says. */
        String said(Pattern pattern) {
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> {
                                assertThat(process.isAlive())
                                        .as(Files.readString(log))
                                        .isTrue();
                                return pattern.matcher(Files.readString(log));
                            },
                            Matcher::find)
                    .group(1);
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private Broker broker(String settings) throws IOException {
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
                data-folder: data
                users: [{name: platform, password: secret}]
                """ + settings);
        var command = Files.writeString(
                folder.resolve("chandler"), "#!/bin/sh\nexec '" + String.join("' '", java()) + "' \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        var log = folder.resolve("broker.log");
        var process = new ProcessBuilder(command.toString(), "serve", "--config", configuration.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var broker = new Broker(process, log, new HashMap<>());
        try {
            broker.variables.putAll(Map.of(
                    "CHANDLER", command.toString(),
                    "CHANDLER_TARGET", broker.said(LISTENING),
                    "CHANDLER_USER", "platform",
                    "CHANDLER_PASSWORD", "secret",
                    "OFFERING", "nothing",
                    "PLAN", "only"));
        } catch (RuntimeException | AssertionError e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    @Test
    void theLifeOfAnInstance() throws Exception {
        try (var broker = broker("")) {
            var variables = broker.variables;
            assertThat(succeeds("catalog.sh", variables)).contains("nothing", "only");
            succeeds("provision.sh", variables);
            assertThat(succeeds("last-operation.sh", variables)).contains("succeeded");
            assertThat(succeeds("bind.sh", variables)).contains("hunter2");
            succeeds("unbind.sh", variables);
            succeeds("deprovision.sh", variables);
            assertThat(run("bind.sh", variables).exitCode)
                    .as("a binding of what is gone")
                    .isNotZero();
        }
    }

    @Test
    void whatThereIsIsListed() throws Exception {
        assumeTrue(Manifests.canBeRendered(folder), "there is no kubectl: the objects were not listed");
        var api = """
                api:
                  enabled: true
                  address: 0.0.0.0
                  port: 0
                  users: [{name: watcher, token: watching}]
                """;
        try (var broker = broker(api)) {
            var port = broker.said(API).replaceAll(".*:|/.*", "");
            broker.variables.put(
                    "KUBECTL",
                    "kubectl --kubeconfig=/dev/null --cache-dir=" + folder.resolve("cache") + " --token=watching"
                            + " --server=https://127.0.0.1:" + port + " --certificate-authority="
                            + folder.resolve("data/api-certificate.pem"));
            succeeds("provision.sh", broker.variables);
            succeeds("last-operation.sh", broker.variables);
            succeeds("bind.sh", broker.variables);

            assertThat(succeeds("list.sh", broker.variables))
                    .containsPattern("serviceinstance[^ ]*/d5d242c1-[^ ]*0002 +nothing +only +Ready")
                    .containsPattern("servicebinding[^ ]*/d5d242c1-[^ ]*0002\\.d5d242c1-[^ ]*0004 ");
            assertThat(succeeds("list.sh", Map.of("KUBECTL", "echo"), "-o", "name"))
                    .isEqualTo("get serviceinstances.broker.chandler.io,servicebindings.broker.chandler.io"
                            + " --all-namespaces -o name\n");
        }
    }

    @Test
    void withoutABrokerTheVariableIsNamed() throws Exception {
        var ran = run("catalog.sh", Map.of("CHANDLER", "true"));
        assertThat(ran.exitCode).isNotZero();
        assertThat(ran.output).contains("CHANDLER_TARGET: must be the address of the broker");
    }

    private String succeeds(String script, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        var ran = run(script, variables, arguments);
        assertThat(ran.exitCode).as(script + ": " + ran.output).isZero();
        return ran.output;
    }
}
