package io.chandler.bench;

import io.chandler.bench.BrokerProcess.Launch;
import io.chandler.bench.load.Load;
import io.chandler.bench.load.Scripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Starts our broker as its user does: by its launcher, with a configuration file and a folder for its data. */
final class Chandler {

    /** The option of the JVM that leaves the launcher's start-up cache aside. */
    static final Map<String, String> WITHOUT_CACHE = Map.of("CHANDLER_JAVA_OPTS", "-XX:AOTMode=off");

    private static final long SEED = 4_711;
    private static final int CONNECTIONS = 64;

    private final Path root;
    private final Path work;

    Chandler(Path root, Path work) {
        this.root = root;
        this.work = work;
    }

    /** Starts the broker with the launcher's own settings. */
    BrokerProcess start(Path data) {
        return start(data, 0, Map.of());
    }

    /**
     * Starts the broker.
     *
     * @param data its folder; what is stored there stays
     * @param workers most runs at once; 0 for the broker's own choice
     * @param settings further variables of the environment
     */
    BrokerProcess start(Path data, int workers, Map<String, String> settings) {
        var port = BrokerProcess.freePort();
        var environment = new HashMap<>(settings);
        environment.put("CHANDLER_CLASS_PATH", jar());
        var command = List.of(
                root.resolve("chandler").toString(),
                "serve",
                "--config",
                configuration(data, port, workers).toString());
        return BrokerProcess.start(new Launch(command, environment, work.resolve("chandler-" + port + ".log"), port));
    }

    /** Lets the launcher build what is missing, and the broker's start-up cache. */
    void build() {
        try {
            var process = new ProcessBuilder(root.resolve("chandler").toString(), "serve", "--help")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("chandler serve --help ended with exit code " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private String jar() {
        return root.resolve("bench/target/chandler-bench-0.1.0-SNAPSHOT.jar").toString();
    }

    private Path configuration(Path data, int port, int workers) {
        try {
            Files.createDirectories(data);
            var text = """
                    server:
                      address: 127.0.0.1
                      port: %d
                    users:
                      - name: bench
                        password: bench
                    catalog: %s
                    data-folder: %s
                    %s""".formatted(
                            port,
                            root.resolve("bench/catalog.yml"),
                            data,
                            workers == 0 ? "" : "engine:\n  workers: " + workers + "\n");
            return Files.writeString(data.resolve("chandler.yml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A folder with so many provisioned instances, made over HTTP on top of the largest that is there.
     *
     * @param instances at least one
     */
    Path stored(int instances) {
        var folder = work.resolve("stored-" + instances);
        if (Files.exists(folder)) {
            return folder;
        }
        var growing = work.resolve("growing");
        remove(growing);
        var base = largestBelow(instances);
        if (base > 0) {
            copy(work.resolve("stored-" + base), growing);
        }
        System.err.printf("storing %,d instances ...%n", instances - base);
        try (var process = start(growing)) {
            var filling = Contestant.of("filling", process);
            filling.awaitFirstAnswer();
            Load.of(
                    instances - base,
                    process.address(),
                    CONNECTIONS,
                    Scripts.provision(filling.requests(), SEED, new AtomicLong(base)));
            process.settle();
            Load.of(
                    instances - base,
                    process.address(),
                    CONNECTIONS,
                    Scripts.succeeded(filling.requests(), SEED, new AtomicLong(base)));
        }
        move(growing, folder);
        return folder;
    }

    private int largestBelow(int instances) {
        var names = work.toFile().list((_, name) -> name.startsWith("stored-"));
        var largest = 0;
        for (var name : names == null ? new String[0] : names) {
            var number = Integer.parseInt(name.substring("stored-".length()));
            if (number < instances && number > largest) {
                largest = number;
            }
        }
        return largest;
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder and all that it holds. */
    static void copy(Path from, Path to) {
        remove(to);
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a folder, if it is there, and all that it holds. */
    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
