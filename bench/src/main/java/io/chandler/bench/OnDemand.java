package io.chandler.bench;

import io.chandler.bench.Line.Target;
import io.chandler.bench.load.Load;
import io.chandler.bench.load.Requests;
import io.chandler.bench.load.Script;
import io.chandler.bench.load.Scripts;
import io.chandler.bench.load.UnexpectedReply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Measures the on-demand broker on the director that {@code chandler director} simulates: {@code dev/bench --ondemand}. */
public final class OnDemand {

    private static final String USAGE = """
            dev/bench --ondemand [--quick] [--only start|load]

            Measures the on-demand broker, started as its operator would start it, on a simulated director, and writes
            the table to docs/performance.md.

              --quick   short loads and few starts, to see that it works; writes no page
              --only    starts or loads alone; prints them, writes no page""";

    private final OnDemandHouse house;
    private final Duration cell;
    private final int starts;
    private final List<Line> lines = new ArrayList<>();

    private OnDemand(OnDemandHouse house, boolean quick) {
        this.house = house;
        cell = Duration.ofSeconds(quick ? 1 : 3);
        starts = quick ? 3 : 10;
    }

    /** The first argument is the project's folder, which {@code dev/bench} gives; the others are for the user. */
    public static void main(String... arguments) {
        var options = List.of(arguments).subList(1, arguments.length);
        int only = options.indexOf("--only");
        var part = only >= 0 && only + 1 < options.size() ? options.get(only + 1) : "";
        if (options.contains("--help")
                || (only >= 0 && !List.of("start", "load").contains(part))) {
            System.out.println(USAGE);
            return;
        }
        var root = Path.of(arguments[0]).toAbsolutePath();
        boolean quick = options.contains("--quick");
        try (var house = OnDemandHouse.open(root)) {
            var bench = new OnDemand(house, quick);
            if (!part.equals("load")) {
                bench.starts();
            }
            if (!part.equals("start")) {
                bench.loads();
            }
            var result =
                    "%s, %s.%n%n%s".formatted(LocalDate.now(ZoneOffset.UTC), Figures.machine(), table(bench.lines));
            System.out.println(result);
            if (!quick && part.isEmpty()) {
                Page.write(root.resolve("docs/performance.md"), "dev/bench --ondemand", result);
            }
        } catch (UnexpectedReply | IllegalStateException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    /** The columns of a comparison, without those that compare. */
    private static String table(List<Line> lines) {
        return Table.of(lines)
                .lines()
                .map(line -> {
                    var cells = line.split("\\|", -1);
                    return "|" + cells[1] + "|" + cells[2] + "|" + cells[3] + "|" + cells[6] + "|" + cells[7] + "|";
                })
                .reduce("", (text, line) -> text + line + "\n");
    }

    private void starts() {
        var opened = new double[starts];
        var errand = new double[starts];
        var adapter = new double[starts];
        house.javaAdapter();
        for (int i = 0; i < starts; i++) {
            try (var broker = house.broker(OnDemandHouse.WORKS)) {
                opened[i] = house.untilOpen(broker);
                errand[i] = house.errandWithNothingToDo();
            }
            adapter[i] = house.javaAdapter();
        }
        line("From the start until the port is open", "", opened, 1000);
        line("`upgrade-all-service-instances`, nothing to do", "", errand, 600);
        line("`generate-manifest` of an adapter in Java", "its process alone", adapter, 250);
    }

    private void line(String what, String at, double[] millis, int target) {
        var sorted = millis.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        double worst = sorted[sorted.length - 1];
        lines.add(new Line(
                what,
                at,
                "median %.0f ms, worst of %d: %.0f ms".formatted(median, sorted.length, worst),
                "",
                "",
                Target.atMost(target, worst, " ms")));
    }

    private void loads() {
        try (var broker = house.broker(OnDemandHouse.WORKS)) {
            house.untilOpen(broker);
            var requests = house.requests();
            var operation = house.operation();
            for (int i = 0; i < 2; i++) {
                load(broker, 8, cell, Scripts.catalog(requests));
                load(broker, 8, cell, polls(requests, operation));
            }
            load(broker, 8, cell, provisions(requests));
            for (int connections : new int[] {1, 32}) {
                cell("GET catalog", broker, connections, Scripts.catalog(requests));
                cell("Last operation, one task asked for", broker, connections, polls(requests, operation));
                cell("Provision, 202, two calls of a shell's adapter", broker, connections, provisions(requests));
            }
            lines.add(new Line(
                    "Resident memory",
                    "after load",
                    "%.0f MiB".formatted(Figures.residentMebibytes(broker.pid())),
                    "",
                    "",
                    Target.NONE));
        }
        try (var broker = house.broker(OnDemandHouse.EXITS)) {
            house.untilOpen(broker);
            var refused = Scripts.refused(house.requests(), seed(), new AtomicLong());
            load(broker, 8, cell, refused);
            cell("Provision that ends with `generate-manifest`: the adapter only exits", broker, 1, refused);
        }
    }

    private static long seed() {
        return ThreadLocalRandom.current().nextLong();
    }

    private static Supplier<Script> provisions(Requests requests) {
        return Scripts.provision(requests, seed(), new AtomicLong());
    }

    private static Supplier<Script> polls(Requests requests, String operation) {
        return Scripts.lastOperation(requests, operation, seed(), new AtomicLong());
    }

    private static Load load(BrokerProcess broker, int connections, Duration time, Supplier<Script> script) {
        var load = Load.during(time, broker.address(), connections, script);
        broker.settle();
        return load;
    }

    private void cell(String what, BrokerProcess broker, int connections, Supplier<Script> script) {
        long before = Figures.cpuNanos(broker.pid());
        var load = load(broker, connections, cell, script);
        double micros = (Figures.cpuNanos(broker.pid()) - before) / 1e3 / Math.max(1, load.units());
        lines.add(new Line(
                what,
                connections == 1 ? "1 connection" : connections + " connections",
                String.format(
                        Locale.ROOT,
                        "%,.0f/s, %.2f / %.1f ms, %.0f us",
                        load.rate(),
                        load.millis(50),
                        load.millis(99),
                        micros),
                "",
                "",
                Target.NONE));
    }
}
