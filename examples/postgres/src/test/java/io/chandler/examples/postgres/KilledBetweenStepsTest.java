package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's process is ended before each step, after each step's work, and before the end of each operation. */
class KilledBetweenStepsTest {

    private static final List<String> STEPS = List.of(
            "provision: create roles",
            "provision: create database",
            "provision: restrict access",
            "provision: set limits",
            "provision: apply maintenance",
            "update: set limits",
            "update: apply maintenance",
            "bind: choose password",
            "bind: create login",
            "unbind: end sessions",
            "unbind: hand over what it owns",
            "unbind: drop login",
            "deprovision: drop database",
            "deprovision: drop roles");

    @TempDir
    private Path folder;

    @Test
    void everyOperationEndsAndNoStepRunsAgainOnceItsResultWasKept() throws Exception {
        var halts = 0;
        for (var code = run(); code != 0; code = run()) {
            assertThat(code).as("what it said: %s", said()).isEqualTo(Saboteur.HALTED);
            assertThat(++halts).isLessThanOrEqualTo(2 * STEPS.size() + 5);
        }
        assertThat(Files.readAllLines(folder.resolve("journal"))).isEqualTo(expected());
        assertThat(Postgres.leftOver()).isEmpty();
    }

    /** Each step begins, begins again and does its work, and does it once more because its result was not kept. */
    private static List<String> expected() {
        var lines = new ArrayList<String>();
        for (var step : STEPS) {
            lines.addAll(List.of("begin " + step, "begin " + step, "end " + step, "begin " + step, "end " + step));
            var operation = step.substring(0, step.indexOf(':'));
            if (STEPS.stream()
                    .filter(each -> each.startsWith(operation + ":"))
                    .toList()
                    .getLast()
                    .equals(step)) {
                lines.addAll(List.of("leave " + operation, "leave " + operation));
            }
        }
        return lines;
    }

    private int run() throws IOException, InterruptedException {
        var server = Postgres.embedded();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WholeLife.class.getName(),
                        folder.toString(),
                        server.url(),
                        server.user(),
                        server.password())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process hangs; it said: " + said());
        }
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said"));
    }
}
