package io.chandler.bench;

import io.chandler.bench.Line.Target;
import io.chandler.bench.load.Load;
import io.chandler.bench.load.Scripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Operations that run when the broker is killed, and go on when it is started again. */
final class Recovery {

    private static final long SEED = 7;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Chandler chandler;
    private final Path folder;
    private final int operations;

    Recovery(Chandler chandler, Path folder, int operations) {
        this.chandler = chandler;
        this.folder = folder;
        this.operations = operations;
    }

    List<Line> run() {
        try {
            return measure();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Line> measure() throws IOException {
        Chandler.remove(folder);
        Files.createDirectories(folder);
        var journal = folder.resolve("journal");
        var gate = Files.createFile(folder.resolve("gate"));
        var settings = Map.of(
                "CHANDLER_SERVICES_BENCH_JOURNAL", journal.toString(),
                "CHANDLER_SERVICES_BENCH_GATE", gate.toString());

        var data = folder.resolve("data");
        var interrupted = Contestant.of("interrupted", chandler.start(data, operations, settings));
        interrupted.awaitFirstAnswer();
        Load.of(
                operations,
                interrupted.process().address(),
                32,
                Scripts.provision(interrupted.requests(), SEED, new AtomicLong()));
        await(() -> count(journal, "waits").size() >= operations, "all operations to be in their middle");
        interrupted.process().kill();
        Files.delete(gate);

        try (var process = chandler.start(data, operations, settings)) {
            await(() -> !count(journal, "second").isEmpty(), "the first operation to be carried on");
            var first = System.nanoTime() - process.startNanos();
            await(() -> count(journal, "second").size() >= operations, "all operations to be carried on");
            var all = System.nanoTime() - process.startNanos();
            var carriedOn = Contestant.of("carried on", process);
            carriedOn.awaitFirstAnswer();
            Load.of(operations, process.address(), 32, Scripts.succeeded(carriedOn.requests(), SEED, new AtomicLong()));
            return lines(first / 1e6, all / 1e6, twice(journal));
        }
    }

    private List<Line> lines(double first, double all, long twice) {
        var what = "Restart after kill -9, %,d operations interrupted".formatted(operations);
        return List.of(
                new Line(
                        what,
                        "first carried on",
                        "%,.0f ms".formatted(first),
                        "",
                        "",
                        Target.atMost(1_000, first, " ms")),
                new Line(what, "all carried on", "%,.0f ms".formatted(all), "", "", Target.of("all", true)),
                new Line(what, "steps that ran twice", Long.toString(twice), "", "", Target.of("none", twice == 0)));
    }

    /** Steps that ran more than once. */
    private static long twice(Path journal) {
        return List.of("first", "second").stream()
                .flatMap(event -> count(journal, event).values().stream())
                .filter(times -> times > 1)
                .count();
    }

    /** How often an event happened to each instance. */
    private static Map<String, Integer> count(Path journal, String event) {
        if (!Files.exists(journal)) {
            return Map.of();
        }
        try (var lines = Files.lines(journal)) {
            var counts = new HashMap<String, Integer>();
            lines.filter(line -> line.startsWith(event + " ")).forEach(line -> counts.merge(line, 1, Integer::sum));
            return counts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition, String what) {
        var limit = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("Waited in vain for " + what);
            }
            BrokerProcess.pause(10);
        }
    }
}
