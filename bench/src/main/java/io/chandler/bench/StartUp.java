package io.chandler.bench;

import io.chandler.bench.Line.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** From the start of the process, the launcher included, to the first answer; and the memory at rest then. */
final class StartUp {

    /** The broker has done its first answer, and what it does after it. */
    private static final long REST_MILLIS = 1_500;

    private final Chandler chandler;
    private final Rival rival;
    private final Path work;
    private final int times;

    private record Start(double millis, double mebibytes) {}

    StartUp(Chandler chandler, Rival rival, Path work, int times) {
        this.chandler = chandler;
        this.rival = rival;
        this.work = work;
        this.times = times;
    }

    List<Line> run() {
        var rivalCache = "-XX:AOTCache=" + rival.trainStartUpCache();
        var data = work.resolve("start");
        Chandler.remove(data);
        var launches = new LinkedHashMap<String, Supplier<BrokerProcess>>();
        launches.put("ours", () -> chandler.start(data));
        launches.put("ours, plain", () -> chandler.start(data, 0, Chandler.WITHOUT_CACHE));
        launches.put("rival", () -> rival.start(true, rivalCache));
        launches.put("rival, plain", () -> rival.start(true));
        var starts = new LinkedHashMap<String, List<Start>>();
        for (var round = 0; round < times; round++) {
            launches.forEach((name, launch) ->
                    starts.computeIfAbsent(name, _ -> new ArrayList<>()).add(start(launch)));
        }
        return lines(starts);
    }

    private static Start start(Supplier<BrokerProcess> launch) {
        try (var process = launch.get()) {
            var answer =
                    process.awaitFirstAnswer(Contestant.of("start", process).requests());
            BrokerProcess.pause(REST_MILLIS);
            return new Start(answer.millis(), Figures.residentMebibytes(process.pid()));
        }
    }

    private static List<Line> lines(Map<String, List<Start>> starts) {
        var what = "Start to first answer";
        return List.of(
                line(what, "AOT cache", starts, "ours", "rival", true),
                line(what, "no AOT cache", starts, "ours, plain", "rival, plain", false),
                memory(starts));
    }

    private static Line line(
            String what, String at, Map<String, List<Start>> starts, String ours, String rival, boolean judged) {
        var our = median(starts, ours).millis;
        var theirs = median(starts, rival).millis;
        return new Line(
                what,
                at,
                "%,.0f ms".formatted(our),
                "%,.0f ms".formatted(theirs),
                Line.times(our / theirs),
                judged ? Target.atMost(600, our, " ms") : Target.NONE);
    }

    private static Line memory(Map<String, List<Start>> starts) {
        var our = median(starts, "ours").mebibytes;
        var theirs = median(starts, "rival").mebibytes;
        return new Line(
                "Resident memory",
                "idle, AOT cache",
                "%.0f MiB".formatted(our),
                "%.0f MiB".formatted(theirs),
                Line.times(our / theirs),
                Target.NONE);
    }

    private static Start median(Map<String, List<Start>> starts, String name) {
        var measured = starts.getOrDefault(name, List.of());
        return new Start(Samples.median(measured, Start::millis), Samples.median(measured, Start::mebibytes));
    }
}
