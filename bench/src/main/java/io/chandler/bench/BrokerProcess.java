package io.chandler.bench;

import io.chandler.bench.load.Exchange;
import io.chandler.bench.load.Requests;
import io.chandler.bench.load.UnexpectedReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A broker as its user starts it: a process of its own, reached over loopback. */
final class BrokerProcess implements AutoCloseable {

    /** Name and password of the one user, with a colon between. */
    static final String USER = "bench:bench";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final InetSocketAddress address;
    private final Path log;
    private final long startNanos;

    /**
     * How a broker is started.
     *
     * @param command and its arguments
     * @param environment added to ours
     * @param log takes all that the process prints
     * @param port on which it listens
     */
    record Launch(List<String> command, Map<String, String> environment, Path log, int port) {}

    private BrokerProcess(Process process, InetSocketAddress address, Path log, long startNanos) {
        this.process = process;
        this.address = address;
        this.log = log;
        this.startNanos = startNanos;
    }

    /** Starts the process; does not wait for it to answer. */
    static BrokerProcess start(Launch launch) {
        try {
            Files.createDirectories(launch.log.toAbsolutePath().getParent());
            var builder =
                    new ProcessBuilder(launch.command).redirectErrorStream(true).redirectOutput(launch.log.toFile());
            builder.environment().putAll(launch.environment);
            var startNanos = System.nanoTime();
            return new BrokerProcess(
                    builder.start(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), launch.port),
                    launch.log,
                    startNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that is free now. */
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** The moment of the start, by {@link System#nanoTime()}. */
    long startNanos() {
        return startNanos;
    }

    /** Waits until the catalog is answered. */
    FirstAnswer awaitFirstAnswer(Requests requests) {
        while (true) {
            try {
                var reply = Exchange.catalog(address, requests);
                if (reply.status() == 200) {
                    return new FirstAnswer((System.nanoTime() - startNanos) / 1e6, reply.length());
                }
                if (reply.status() != 503) {
                    throw new UnexpectedReply("The catalog was answered with " + reply.describe());
                }
            } catch (SocketException e) {
                // Not listening yet.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "The broker ended with exit code " + process.exitValue() + ":\n" + tail());
            }
            if (System.nanoTime() - startNanos > START_LIMIT.toNanos()) {
                throw new IllegalStateException("The broker does not answer:\n" + tail());
            }
            pause(2);
        }
    }

    /**
     * The first answer of a process.
     *
     * @param millis from the start of the process
     * @param catalogBytes size of the catalog
     */
    record FirstAnswer(double millis, int catalogBytes) {}

    /** Waits until the process has nothing left to do: less than a twentieth of a core in a fifth of a second. */
    void settle() {
        var limit = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        var quiet = 0;
        while (quiet < 3 && System.nanoTime() < limit) {
            var before = Figures.cpuNanos(pid());
            pause(200);
            quiet = Figures.cpuNanos(pid()) - before > 10_000_000 ? 0 : quiet + 1;
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** Ends the process as a power failure would, without a chance to say goodbye. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the process as its operator would. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("The broker did not end:\n" + tail());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String tail() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
