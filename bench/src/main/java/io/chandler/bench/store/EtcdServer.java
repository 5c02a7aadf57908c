package io.chandler.bench.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An etcd of one member, empty, whose data lie in a folder. */
public final class EtcdServer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final int PAUSE_MILLISECONDS = 50;

    private final Process process;
    private final Path log;
    private final int port;

    private EtcdServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a member.
     *
     * @param folder to make; there must be none
     * @return empty if {@code etcd} is not on the {@code PATH}
     * @throws IllegalStateException if it does not answer
     */
    public static Optional<EtcdServer> start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = freePort();
        var peer = "http://127.0.0.1:" + freePort();
        var log = folder.resolve("etcd.log");
        var builder = new ProcessBuilder(
                        "etcd",
                        "--name=bench",
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=http://127.0.0.1:" + port,
                        "--advertise-client-urls=http://127.0.0.1:" + port,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=bench=" + peer,
                        "--quota-backend-bytes=8589934592")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.empty();
        }
        var server = new EtcdServer(process, log, port);
        try {
            server.awaitHealth();
        } catch (RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
        return Optional.of(server);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitHealth() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // Not listening yet.
                }
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("etcd does not answer, see " + log);
                }
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        }
    }

    /** The {@code store.url} of a prefix. */
    public String url(String prefix) {
        return "etcd://127.0.0.1:" + port + "/" + prefix;
    }

    /** Ends the member; its data stay. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
