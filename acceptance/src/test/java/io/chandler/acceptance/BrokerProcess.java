package io.chandler.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The broker as its operator runs it: {@code chandler serve} in a process of its own. */
final class BrokerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long STOP_LIMIT_SECONDS = 60;

    private final Site site;
    private final Process process;
    private final Path output;
    private final Path errors;

    private BrokerProcess(Site site, Process process, Path output, Path errors) {
        this.site = site;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** Starts the process and waits until it is ready. */
    static BrokerProcess start(Site site) throws IOException, InterruptedException {
        var broker = launch(site, List.of());
        broker.awaitReady();
        return broker;
    }

    /**
     * Starts the process, and does not wait.
     *
     * @param wrapper a command that runs the command which follows it
     */
    static BrokerProcess launch(Site site, List<String> wrapper) throws IOException {
        var number = nextNumber(site.logs());
        var output = site.logs().resolve(number + ".out");
        var errors = site.logs().resolve(number + ".err");
        var command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx80m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + site.logs().resolve(number + ".crash"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.chandler.cli.Main",
                "serve",
                "--config",
                site.configuration().toString()));
        var process = new ProcessBuilder(command)
                .redirectOutput(Redirect.to(output.toFile()))
                .redirectError(Redirect.to(errors.toFile()))
                .start();
        return new BrokerProcess(site, process, output, errors);
    }

    private static long nextNumber(Path logs) throws IOException {
        try (var files = Files.list(logs)) {
            return 1 + files.filter(file -> file.toString().endsWith(".out")).count();
        }
    }

    /** Waits until {@code /ready} says so. */
    void awaitReady() throws IOException, InterruptedException {
        var limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready()) {
            if (!process.isAlive()) {
                throw new AssertionError("The broker ended with " + process.exitValue() + ":\n" + printed());
            }
            if (System.nanoTime() > limit) {
                kill();
                throw new AssertionError("The broker is not ready:\n" + printed());
            }
            process.waitFor(Duration.ofMillis(5));
        }
    }

    /** Whether {@code /ready} answers 200. */
    boolean ready() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
            socket.setSoTimeout(5_000);
            var request = "GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var line = socket.getInputStream().readNBytes(12);
            return new String(line, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (ConnectException | SocketTimeoutException e) {
            return false;
        }
    }

    /** Ends the process at once, without a word. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(STOP_LIMIT_SECONDS, SECONDS)).isTrue();
    }

    /** Asks the process to end, and gives its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** Waits until the process has ended, and gives its exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(STOP_LIMIT_SECONDS, SECONDS))
                .as("the broker ended in time")
                .isTrue();
        return process.exitValue();
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Memory that the process has in use, in KiB. */
    long residentKibibytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** All that the process printed. */
    String printed() {
        try {
            return Files.readString(output) + Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process, if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
