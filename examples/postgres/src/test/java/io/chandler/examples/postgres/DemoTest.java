package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.cli.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code demo} as a user types it. */
class DemoTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatATestThatFailedLeft() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    private Process demo(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx80m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--data",
                folder.resolve("demo").toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path output() {
        return folder.resolve("output");
    }

    private String said() throws IOException {
        return Files.readString(output());
    }

    private int end(Process process) throws InterruptedException, IOException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ended; it said: %s", said())
                .isTrue();
        return process.exitValue();
    }

    private Path administratorsPassword() throws IOException {
        var configuration = Files.readString(folder.resolve("demo").resolve("chandler.yml"));
        return Path.of(found(configuration, " {4}password-file: '(.+)'"));
    }

    private static String found(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aDemoThatWasKilledIsFollowedByAnotherAndTermEndsAllThatWasStarted() throws Exception {
        var port = freePort();
        var first = demo("--port", Integer.toString(port));
        await().atMost(PATIENCE).until(() -> !first.isAlive() || said().contains("SIGKILL"));
        first.destroyForcibly();
        assertThat(end(first)).isNotZero();

        var second = demo("--port", Integer.toString(port));
        await().atMost(PATIENCE).until(() -> !second.isAlive() || said().contains("until Ctrl-C"));
        assertThat(second.isAlive()).as(said()).isTrue();
        assertThat(said())
                .contains("the database says: provisioned by Chandler")
                .contains("was killed (SIGKILL)")
                .contains("the steps that had finished did not run again")
                .contains("the credentials are refused from now on")
                .contains("no database and no role of theirs left")
                .contains("Every stage did what it should.")
                .doesNotContain("\u001b")
                .doesNotContain(Files.readString(administratorsPassword()));
        var database = Integer.parseInt(found(said(), "PostgreSQL +127\\.0\\.0\\.1:(\\d+)"));
        var children = second.descendants().toList();
        assertThat(answers(port)).isTrue();
        assertThat(answers(database)).isTrue();

        second.destroy();
        end(second);
        assertThat(answers(port)).isFalse();
        assertThat(answers(database)).isFalse();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void onceEndsWithZeroAfterAllStagesAndWithOneWhereTheBrokerDiesInOne() throws Exception {
        var port = freePort();
        var failing = demo("--once", "--port", Integer.toString(port));
        await().atMost(PATIENCE).until(() -> !failing.isAlive() || said().contains("Provision a database"));
        killBroker(failing);
        assertThat(end(failing)).isEqualTo(1);
        assertThat(said())
                .contains("failed  expected ")
                .contains(
                        "what the broker logged is in " + folder.resolve("demo").toRealPath())
                .doesNotContain("Every stage did what it should.")
                .doesNotContain("Exception", "\tat ");
        assertThat(answers(port)).isFalse();

        var whole = demo("--once", "--port", Integer.toString(port));
        assertThat(end(whole)).as(said()).isZero();
        assertThat(said())
                .contains("Every stage did what it should.")
                .doesNotContain("failed  ")
                .doesNotContain("until Ctrl-C");
        assertThat(answers(port)).isFalse();
        assertThat(answers(Integer.parseInt(found(said(), "PostgreSQL +127\\.0\\.0\\.1:(\\d+)"))))
                .isFalse();
    }

    /** Ends the process of the demo's broker. */
    private static void killBroker(Process demo) {
        var broker = demo.children()
                .filter(child -> commandLine(child).contains("\0serve\0"))
                .findFirst()
                .orElseThrow();
        broker.destroyForcibly();
        broker.onExit().join();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void aPortThatIsInUseIsRefused() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var process = demo("--once", "--port", Integer.toString(socket.getLocalPort()));
            assertThat(end(process)).isEqualTo(2);
            assertThat(said()).contains("Port " + socket.getLocalPort() + " is in use.");
        }
    }
}
