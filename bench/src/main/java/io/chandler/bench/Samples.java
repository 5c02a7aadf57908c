package io.chandler.bench;

import io.chandler.bench.Contestant.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured in several rounds, and its medians. */
final class Samples {

    private final Map<Cell, List<Sample>> cells = new HashMap<>();

    /** @param contestant by name */
    record Cell(String contestant, Work work, int connections) {}

    void add(Cell cell, Sample sample) {
        cells.computeIfAbsent(cell, _ -> new ArrayList<>()).add(sample);
        System.err.printf(
                Locale.ROOT,
                "%-24s %-10s %4d connections: %,9.0f/s  p50 %7.2f ms  p99 %7.2f ms  %6.0f us CPU  others %.2f cores%n",
                cell.contestant,
                cell.work,
                cell.connections,
                sample.rate(),
                sample.p50(),
                sample.p99(),
                sample.cpuMicros(),
                sample.others());
    }

    /** The median of each figure. */
    Sample median(Cell cell) {
        var samples = cells.get(cell);
        if (samples == null) {
            throw new IllegalStateException(cell + " was not measured");
        }
        return new Sample(
                median(samples, Sample::rate),
                median(samples, Sample::p50),
                median(samples, Sample::p99),
                median(samples, Sample::cpuMicros),
                median(samples, Sample::others));
    }

    /** The most that other processes took away in any load, in cores. */
    double mostOthers() {
        return cells.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Sample::others)
                .max()
                .orElse(0);
    }

    /** How far apart the rates of a repeated load are, as a share of their mean; the median over all loads. */
    double medianSpread() {
        return median(cells.values().stream().map(Samples::spread).toList(), Double::doubleValue);
    }

    private static double spread(List<Sample> samples) {
        var rates = samples.stream().mapToDouble(Sample::rate).summaryStatistics();
        return (rates.getMax() - rates.getMin()) / Math.max(1, rates.getAverage());
    }

    /** The median; 0 of nothing. */
    static <T> double median(List<T> values, ToDoubleFunction<T> figure) {
        var sorted = values.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
