package io.chandler.bench;

import io.chandler.bench.Contestant.Sample;
import io.chandler.bench.Samples.Cell;
import io.chandler.bench.store.ClusterServer;
import io.chandler.bench.store.EtcdServer;
import io.chandler.bench.store.StoreOptions;
import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Loads a broker on each kind of store with provisions, in turns. The brokers live through all rounds, each with an
 * empty store at the beginning.
 */
final class BrokersOnStores {

    private static final List<Integer> CONNECTIONS = List.of(1, 32, 256);
    private static final String SCHEMA = "bench_brokers";

    private final StoreOptions options;
    private final Path work;
    private final Chandler chandler;
    private final Samples samples = new Samples();

    BrokersOnStores(StoreOptions options, Path root, Path work) {
        this.options = options;
        this.work = work;
        this.chandler = new Chandler(root, work);
    }

    /** @return the result, in Markdown */
    String run() throws IOException, InterruptedException {
        chandler.build();
        Files.createDirectories(work);
        var here = Files.createTempDirectory(work, "brokers-");
        try (var postgres = EmbeddedPostgresServer.start(work.resolve("postgresql"));
                var etcd = EtcdServer.start(here.resolve("etcd")).orElse(null);
                var cluster = ClusterServer.start(here.resolve("cluster"))) {
            makeSchema(postgres);
            var brokers = new ArrayList<Contestant>();
            try {
                brokers.add(start("SQLite", here, Map.of()));
                brokers.add(start(
                        "PostgreSQL",
                        here,
                        Map.of(
                                "CHANDLER_STORE_URL",
                                postgres.url().substring("jdbc:".length()) + "?currentSchema=" + SCHEMA,
                                "CHANDLER_STORE_USER",
                                postgres.user(),
                                "CHANDLER_STORE_PASSWORD",
                                postgres.password())));
                if (etcd != null) {
                    brokers.add(start("etcd", here, Map.of("CHANDLER_STORE_URL", etcd.url("brokers"))));
                }
                brokers.add(start("our API server on SQLite", here, Map.of("CHANDLER_STORE_URL", cluster.url())));
                load(brokers);
                return table(brokers.stream().map(Contestant::name).toList());
            } finally {
                brokers.forEach(Contestant::close);
            }
        }
    }

    private static void makeSchema(EmbeddedPostgresServer server) throws IOException {
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            statement.execute("CREATE SCHEMA " + SCHEMA);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL makes no schema: " + e.getMessage(), e);
        }
    }

    private Contestant start(String name, Path here, Map<String, String> store) {
        var settings = new HashMap<>(store);
        settings.put("CHANDLER_ENCRYPTION_KEYS", "bench=" + Base64.getEncoder().encodeToString(new byte[32]));
        var data = here.resolve(name.toLowerCase(Locale.ROOT).replace(' ', '-'));
        return Contestant.of(name, chandler.start(data, 0, settings));
    }

    private void load(List<Contestant> brokers) {
        for (var broker : brokers) {
            broker.awaitFirstAnswer();
            broker.process().settle();
            broker.warmUp(Duration.ofSeconds(options.rounds() > 1 ? 9 : 3));
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int connections : CONNECTIONS) {
                for (var broker : brokers) {
                    samples.add(
                            new Cell(broker.name(), Work.PROVISION, connections),
                            broker.measure(Work.PROVISION, connections, options.cell()));
                }
            }
        }
    }

    private String table(List<String> names) {
        var table = new StringBuilder("| " + Work.PROVISION.title + ", connections | " + String.join(" | ", names)
                + " |\n|---|" + "---|".repeat(names.size()) + "\n");
        for (int connections : CONNECTIONS) {
            table.append("| ").append(connections);
            for (var name : names) {
                table.append(" | ").append(text(samples.median(new Cell(name, Work.PROVISION, connections))));
            }
            table.append(" |\n");
        }
        return table.toString();
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
