package io.chandler.bench;

import io.chandler.bench.Contestant.Sample;
import io.chandler.bench.Line.Target;
import io.chandler.bench.Samples.Cell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Loads ours and the rival in turn. The rival, in both of its kinds, lives through all rounds and the better kind
 * counts; ours starts each round anew, once for each number of stored instances, so that what a round stores does not
 * count in the next.
 */
final class Throughput {

    private static final String VIRTUAL = "rival, virtual threads";
    private static final String PLATFORM = "rival, platform threads";

    private final Options options;
    private final Chandler chandler;
    private final Rival rival;
    private final Path work;
    private final Samples samples = new Samples();
    private double ourMemory;
    private double rivalMemory;

    Throughput(Options options, Chandler chandler, Rival rival, Path work) {
        this.options = options;
        this.chandler = chandler;
        this.rival = rival;
        this.work = work;
    }

    Samples samples() {
        return samples;
    }

    /** The rival on its own, to try the driver. */
    void rivalAlone() {
        withRivals(rivals -> {
            for (var round = 0; round < options.rounds(); round++) {
                round(rivals, round);
            }
        });
    }

    List<Line> run() {
        for (var stored : options.stored()) {
            if (stored > 0) {
                chandler.stored(stored);
            }
        }
        withRivals(rivals -> {
            for (var round = 0; round < options.rounds(); round++) {
                roundWithOurs(rivals, round);
            }
            rivalMemory = Figures.residentMebibytes(rivals.getFirst().process().pid());
        });
        return lines();
    }

    private void withRivals(Consumer<List<Contestant>> rounds) {
        try (var virtual = Contestant.of(VIRTUAL, rival.start(true));
                var platform = Contestant.of(PLATFORM, rival.start(false))) {
            var rivals = List.of(virtual, platform);
            for (var contestant : rivals) {
                contestant.awaitFirstAnswer();
                contestant.warmUp(options.rivalWarmUp());
            }
            rounds.accept(rivals);
        }
    }

    private void roundWithOurs(List<Contestant> rivals, int round) {
        var ours = new ArrayList<Contestant>();
        try {
            for (var stored : options.stored()) {
                var data = work.resolve("data-" + stored);
                Chandler.remove(data);
                if (stored > 0) {
                    Chandler.copy(chandler.stored(stored), data);
                }
                ours.add(Contestant.of(ours(stored), chandler.start(data)));
            }
            for (var contestant : ours) {
                contestant.awaitFirstAnswer();
                contestant.process().settle();
                contestant.warmUp(options.warmUp());
            }
            var all = new ArrayList<>(rivals);
            all.addAll(ours);
            round(all, round);
            ourMemory = Math.max(
                    ourMemory,
                    Figures.residentMebibytes(ours.getLast().process().pid()));
        } finally {
            ours.forEach(Contestant::close);
        }
    }

    /** Every load once, each contestant first in turn. */
    private void round(List<Contestant> contestants, int round) {
        var order = new ArrayList<>(contestants);
        Collections.rotate(order, round);
        for (var load : Work.values()) {
            for (var connections : options.connections()) {
                for (var contestant : order) {
                    samples.add(
                            new Cell(contestant.name(), load, connections),
                            contestant.measure(load, connections, options.cell()));
                }
            }
        }
    }

    private static String ours(int stored) {
        return String.format(Locale.ROOT, "chandler, %,d stored", stored);
    }

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        for (var load : Work.values()) {
            for (var connections : options.connections()) {
                lines.add(besideTheRival(load, connections));
            }
        }
        for (var stored : options.stored()) {
            for (var load : Work.values()) {
                for (var connections : options.connections()) {
                    if (stored > 0) {
                        lines.add(besideEmpty(stored, load, connections));
                    }
                }
            }
        }
        lines.add(new Line(
                "Resident memory",
                "after load, " + ours(options.stored().getLast()).substring("chandler, ".length()),
                "%.0f MiB".formatted(ourMemory),
                "%.0f MiB".formatted(rivalMemory),
                Line.times(ourMemory / rivalMemory),
                Target.atMost(220, ourMemory, " MiB")));
        return lines;
    }

    private Line besideTheRival(Work load, int connections) {
        var our = samples.median(new Cell(ours(0), load, connections));
        var virtual = samples.median(new Cell(VIRTUAL, load, connections));
        var platform = samples.median(new Cell(PLATFORM, load, connections));
        var best = virtual.rate() >= platform.rate() ? virtual : platform;
        var ratio = our.rate() / best.rate();
        return new Line(
                load.title,
                connections(connections),
                text(our),
                text(best),
                Line.times(ratio),
                target(load, connections, ratio));
    }

    private static Target target(Work load, int connections, double ratio) {
        return switch (load) {
            case CATALOG ->
                connections == 32
                        ? Target.atLeast(4, ratio)
                        : connections == 256 ? Target.atLeast(2.5, ratio) : Target.NONE;
            case PROVISION ->
                connections == 32
                        ? Target.atLeast(1, ratio)
                        : connections == 256 ? Target.atLeast(0.7, ratio) : Target.NONE;
            case LIFECYCLE, POLLED_LIFECYCLE -> Target.NONE;
        };
    }

    private Line besideEmpty(int stored, Work load, int connections) {
        var full = samples.median(new Cell(ours(stored), load, connections));
        var ratio = full.rate()
                / samples.median(new Cell(ours(0), load, connections)).rate();
        return new Line(
                load.title,
                connections(connections) + String.format(Locale.ROOT, ", %,d stored", stored),
                text(full),
                "",
                Line.times(ratio) + " of empty",
                stored >= 1_000_000 ? Target.atLeast(0.8, ratio) : Target.NONE);
    }

    private static String connections(int connections) {
        return connections == 1 ? "1 connection" : connections + " connections";
    }

    private static String text(Sample sample) {
        return String.format(
                Locale.ROOT,
                "%,.0f/s, %.2f / %.1f ms, %.0f us",
                sample.rate(),
                sample.p50(),
                sample.p99(),
                sample.cpuMicros());
    }
}
