package io.chandler.bench;

import io.chandler.bench.BrokerProcess.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the rival, from the jars that its own build has put together. */
final class Rival {

    private final Path root;
    private final Path work;

    Rival(Path root, Path work) {
        this.root = root;
        this.work = work;
    }

    /** The options of the JVM; its heap is four times ours, for it keeps everything in memory. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx512m");

    BrokerProcess start(boolean virtualThreads, String... furtherOptions) {
        var port = BrokerProcess.freePort();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of(furtherOptions));
        command.addAll(List.of(
                "-cp",
                classPath(),
                "io.chandler.bench.rival.Rival",
                "--server.port=" + port,
                "--spring.threads.virtual.enabled=" + virtualThreads,
                "--rival.catalog=" + root.resolve("bench/catalog.yml")));
        return BrokerProcess.start(new Launch(command, Map.of(), work.resolve("rival-" + port + ".log"), port));
    }

    /** Trains a start-up cache of the JVM, as we do for ours. */
    Path trainStartUpCache() {
        var cache = work.resolve("rival.aot");
        try (var process = start(true, "-XX:AOTCacheOutput=" + cache)) {
            Contestant.of("training", process).awaitFirstAnswer();
        }
        return cache;
    }

    /** The jars in a fixed order, as a start-up cache wants them. */
    private String classPath() {
        var target = root.resolve("bench/rival/target");
        var jars = new ArrayList<String>();
        jars.add(target.resolve("rival.jar").toString());
        var files = target.resolve("lib").toFile().listFiles();
        if (files == null) {
            throw new IllegalStateException("The rival is not built; start the benchmark by dev/bench");
        }
        for (var file : files) {
            jars.add(file.getPath());
        }
        jars.sort(null);
        return String.join(":", jars);
    }
}
