package io.chandler.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the benchmark; see {@link Options#USAGE}. */
public final class Main {

    private Main() {}

    /** The first argument is the project's folder; {@code dev/bench} gives it. */
    public static void main(String... arguments) {
        var root = Path.of(arguments[0]).toAbsolutePath();
        var rest = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
        if (List.of(rest).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        var options = Options.parse(root, rest);
        var work = root.resolve("bench/target/run");
        var rival = new Rival(root, work);
        if (options.phases().contains(Options.Phase.RIVAL)) {
            System.out.println(Table.of(rivalAlone(options, rival)));
        }
    }

    private static List<Line> rivalAlone(Options options, Rival rival) {
        var samples = new Samples();
        var lines = new ArrayList<Line>();
        try (var virtual = Contestant.of("rival, virtual threads", rival.start(true));
                var platform = Contestant.of("rival, platform threads", rival.start(false))) {
            for (var contestant : List.of(virtual, platform)) {
                System.err.println(contestant.process().awaitFirstAnswer());
                contestant.warmUp(options.rivalWarmUp());
            }
            for (var round = 0; round < options.rounds(); round++) {
                for (var work : Work.values()) {
                    for (var connections : options.connections()) {
                        for (var contestant : List.of(virtual, platform)) {
                            samples.add(
                                    new Samples.Cell(contestant.name(), work, connections),
                                    contestant.measure(work, connections, options.cell()));
                        }
                    }
                }
            }
            System.err.println(Figures.residentMebibytes(virtual.process().pid()) + " MiB");
        }
        return lines;
    }
}
