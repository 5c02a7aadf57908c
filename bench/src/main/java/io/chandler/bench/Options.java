package io.chandler.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is measured and for how long.
 *
 * @param root of the project
 * @param phases to go through
 * @param cell how long one load lasts
 * @param rounds how often each load is repeated; the median counts
 * @param rivalWarmUp load on the rival before anything is measured
 * @param warmUp load on ours before anything is measured
 * @param connections at once
 * @param stored instances before the load, smallest first
 * @param starts how often each start is measured
 * @param interrupted operations that run when the broker is killed
 * @param page that takes the result, unless the run is too short for it
 */
record Options(
        Path root,
        Set<Phase> phases,
        Duration cell,
        int rounds,
        Duration rivalWarmUp,
        Duration warmUp,
        List<Integer> connections,
        List<Integer> stored,
        int starts,
        int interrupted,
        boolean page) {

    static final String USAGE = """
            dev/bench [--quick] [--only PHASE,...] [--rounds N] [--seconds N] [--stored N,...]

            Measures Chandler, started as its user would start it, beside a smallest Spring Cloud Open Service Broker,
            and writes the table to docs/performance.md.

              --quick     short loads and small stores, to see that it works; writes no page
              --only      some phases: rival, throughput, start, recovery
              --rounds    how often each load is repeated; the median counts
              --seconds   how long one load lasts
              --stored    numbers of instances that are stored before the load; 0 is always among them""";

    /** The parts of the benchmark. */
    enum Phase {
        /** The rival on its own, to try the driver. */
        RIVAL,
        /** Requests per second of both, and of ours with many instances stored. */
        THROUGHPUT,
        /** From the start of the process to the first answer. */
        START,
        /** Operations that go on after the process was killed. */
        RECOVERY
    }

    /** @throws IllegalArgumentException if the arguments cannot be understood */
    static Options parse(Path root, String... arguments) {
        var quick = List.of(arguments).contains("--quick");
        var phases = EnumSet.of(Phase.THROUGHPUT, Phase.START, Phase.RECOVERY);
        var rounds = quick ? 1 : 3;
        var seconds = quick ? 1 : 3;
        var stored = quick ? List.of(0, 20_000) : List.of(0, 100_000, 1_000_000);
        for (var index = 0; index < arguments.length; index++) {
            switch (arguments[index]) {
                case "--quick" -> {}
                case "--only" -> phases = phases(value(arguments, ++index));
                case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++index));
                case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++index));
                case "--stored" -> stored = numbers(value(arguments, ++index));
                default -> throw new IllegalArgumentException(arguments[index] + " is not an option.");
            }
        }
        return new Options(
                root,
                phases,
                Duration.ofSeconds(seconds),
                rounds,
                Duration.ofSeconds(quick ? 6 : 60),
                Duration.ofSeconds(quick ? 6 : 60),
                List.of(1, 32, 256),
                stored,
                quick ? 3 : 7,
                quick ? 100 : 1_000,
                !quick && phases.equals(EnumSet.complementOf(EnumSet.of(Phase.RIVAL))));
    }

    private static String value(String[] arguments, int index) {
        if (index == arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value.");
        }
        return arguments[index];
    }

    private static EnumSet<Phase> phases(String value) {
        var phases = EnumSet.noneOf(Phase.class);
        for (var name : value.split(",", -1)) {
            phases.add(Phase.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return phases;
    }

    /** The numbers and 0, in order. */
    private static List<Integer> numbers(String value) {
        return Stream.concat(Stream.of("0"), Stream.of(value.split(",", -1)))
                .map(Integer::valueOf)
                .distinct()
                .sorted()
                .toList();
    }
}
