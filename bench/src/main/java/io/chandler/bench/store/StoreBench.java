package io.chandler.bench.store;

import io.chandler.bench.store.StoreLoad.Sample;
import io.chandler.bench.store.StoreLoad.Work;
import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Measures stores without a broker, beside each other and in turns. */
public final class StoreBench {

    private record Cell(String store, Work work, int clients) {}

    private final StoreOptions options;
    private final Map<Cell, List<Sample>> samples = new HashMap<>();

    /** A measurement that is yet to run. */
    public StoreBench(StoreOptions options) {
        this.options = options;
    }

    /**
     * Measures.
     *
     * @param folder to work in
     * @return the result, in Markdown
     * @throws StoreOpenException if a store cannot be opened
     */
    public String run(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var locations = new LinkedHashMap<String, StoreLocation>();
        if (!options.urls().isEmpty()) {
            var password = Optional.ofNullable(System.getenv("CHANDLER_STORE_PASSWORD"));
            for (var url : options.urls()) {
                var location = new StoreLocation(url, folder, Optional.empty(), password);
                locations.put(location.display(), location);
            }
            return measure(locations);
        }
        var here = Files.createTempDirectory(folder, "bare-");
        try (var postgres = EmbeddedPostgresServer.start(folder.resolve("postgresql"));
                var etcd = EtcdServer.start(here.resolve("etcd")).orElse(null)) {
            locations.put("SQLite", StoreLocation.of("sqlite:" + here.resolve("chandler.db"), folder));
            locations.put(
                    "PostgreSQL",
                    new StoreLocation(
                            postgres.url().substring("jdbc:".length()),
                            folder,
                            Optional.of(postgres.user()),
                            Optional.of(postgres.password())));
            if (etcd != null) {
                locations.put("etcd", StoreLocation.of(etcd.url("bench"), folder));
            }
            return measure(locations);
        }
    }

    private String measure(Map<String, StoreLocation> locations) throws InterruptedException {
        if (options.requests() > 0) {
            var lines = new StringBuilder();
            for (var each : locations.entrySet()) {
                lines.append(each.getKey() + ": " + WayToService.measure(each.getValue(), options.requests()) + "\n");
            }
            return lines.toString();
        }
        var loads = new LinkedHashMap<String, StoreLoad>();
        var open = new ArrayList<Store>();
        try {
            for (var each : locations.entrySet()) {
                var store = StoreFactory.of(each.getValue()).open(each.getValue());
                open.add(store);
                var load = new StoreLoad(store, Long.toString(System.currentTimeMillis(), 36));
                load.fill(options.stored());
                load.measure(Work.CREATE, 64, options.cell());
                loads.put(each.getKey(), load);
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (var work : Work.values()) {
                    for (int clients : options.clients()) {
                        for (var each : loads.entrySet()) {
                            add(
                                    new Cell(each.getKey(), work, clients),
                                    each.getValue().measure(work, clients, options.cell()));
                        }
                    }
                }
            }
        } finally {
            open.forEach(Store::close);
        }
        return table(List.copyOf(loads.keySet()));
    }

    private void add(Cell cell, Sample sample) {
        samples.computeIfAbsent(cell, _ -> new ArrayList<>()).add(sample);
        System.err.printf(
                Locale.ROOT, "%-12s %-6s %4d clients: %s%n", cell.store(), cell.work(), cell.clients(), sample);
    }

    private String table(List<String> stores) {
        var table = new StringBuilder("| What | Clients | " + String.join(" | ", stores) + " |\n|---|---|"
                + "---|".repeat(stores.size()) + "\n");
        for (var work : Work.values()) {
            for (int clients : options.clients()) {
                table.append("| ")
                        .append(work.name().toLowerCase(Locale.ROOT))
                        .append(" | ")
                        .append(clients);
                for (var store : stores) {
                    table.append(" | ").append(median(new Cell(store, work, clients)));
                }
                table.append(" |\n");
            }
        }
        return table.toString();
    }

    private Sample median(Cell cell) {
        var all = samples.getOrDefault(cell, List.of());
        return new Sample(median(all, Sample::rate), median(all, Sample::p50), median(all, Sample::p99));
    }

    private static double median(List<Sample> all, ToDoubleFunction<Sample> figure) {
        var sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
