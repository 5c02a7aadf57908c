package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.store.kit.Link;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One broker of several, {@code chandler serve} in a process of its own, with its own ways to the store. */
final class Replica implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final String name;
    private final Path folder;
    private final int port;
    private final List<Link> links;
    private final Set<Long> processes = ConcurrentHashMap.newKeySet();
    private @Nullable Process process;
    private int starts;

    /**
     * A replica that has not started yet.
     *
     * @param folder its own, which is empty
     * @param more lines of the configuration that all replicas share, besides the store
     */
    Replica(String name, Path folder, SharedStore store, String more) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        this.port = Programs.freePort();
        this.links = new ArrayList<>();
        for (int server : store.ports()) {
            links.add(new Link(server));
        }
        configure(store.configuration(links.stream().map(Link::port).toList()) + more);
    }

    private void configure(String lines) throws IOException {
        var own = """
                server:
                  address: 127.0.0.1
                  port: %d
                  shutdown-deadline: 10s
                data-folder: %s
                """.formatted(port, folder.resolve("data"));
        Files.writeString(folder.resolve("chandler.yml"), own + lines.replace("$REPLICA", name));
    }

    /** Changes a piece of the configuration, which counts from the next start. */
    void reconfigure(String piece, String other) throws IOException {
        var file = folder.resolve("chandler.yml");
        var before = Files.readString(file);
        assertThat(before).contains(piece);
        Files.writeString(file, before.replace(piece, other));
    }

    /** Waits until the process ends by itself, and gives its exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(running().waitFor(2, TimeUnit.MINUTES)).as("%s ends", name).isTrue();
        return running().exitValue();
    }

    String name() {
        return name;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The numbers of all processes that this replica has been so far. */
    Set<Long> processes() {
        return processes;
    }

    void start() throws IOException {
        int number = ++starts;
        var started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ErrorFile=" + folder.resolve(number + ".crash"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chandler.cli.Main",
                        "serve",
                        "--config",
                        folder.resolve("chandler.yml").toString())
                .redirectOutput(Redirect.to(folder.resolve(number + ".out").toFile()))
                .redirectError(Redirect.to(folder.resolve(number + ".err").toFile()))
                .start();
        process = started;
        processes.add(started.pid());
    }

    /** Waits until {@code /ready} says so. */
    void awaitReady() throws IOException, InterruptedException {
        var limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready()) {
            var running = running();
            if (!running.isAlive()) {
                throw new AssertionError(name + " ended with " + running.exitValue() + ":\n" + printed());
            }
            if (System.nanoTime() > limit) {
                throw new AssertionError(name + " is not ready:\n" + printed());
            }
            boolean _ = running.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    boolean ready() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            var request = "GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var line = socket.getInputStream().readNBytes(12);
            return new String(line, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private Process running() {
        return Objects.requireNonNull(process);
    }

    long pid() {
        return running().pid();
    }

    /** Ends the process at once. */
    void kill() {
        running().destroyForcibly().onExit().join();
    }

    /** Asks the process to end, and waits until it has. */
    void terminate() throws InterruptedException {
        running().destroy();
        assertThat(running().waitFor(60, TimeUnit.SECONDS)).as("%s ends", name).isTrue();
        assertThat(running().exitValue()).as("exit code of %s", name).isZero();
    }

    /** Stops the process where it is, with its connections open. */
    void stop() throws IOException, InterruptedException {
        Programs.signal(running(), "STOP");
    }

    void goOn() throws IOException, InterruptedException {
        Programs.signal(running(), "CONT");
    }

    /** Takes the store away from this replica. */
    void cut(boolean silently) {
        links.forEach(silently ? Link::silence : Link::refuse);
    }

    void mend() {
        links.forEach(Link::open);
    }

    /** All that the process printed since it was started last. */
    String printed() throws IOException {
        return Files.readString(folder.resolve(starts + ".out")) + Files.readString(folder.resolve(starts + ".err"));
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        for (var link : links) {
            try {
                link.close();
            } catch (IOException e) {
                // It ends with the tests.
            }
        }
    }
}
