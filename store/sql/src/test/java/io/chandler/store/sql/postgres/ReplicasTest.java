package io.chandler.store.sql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several stores on one database, as several replicas have them. */
class ReplicasTest {

    private static final PostgresSettings SETTINGS = PostgresSettings.defaults();

    private final List<Store> replicas = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TestServer server;
    private String database;

    @BeforeEach
    void database() throws Exception {
        server = TestServer.shared();
        database = server.database();
    }

    @AfterEach
    void close() {
        replicas.forEach(Store::close);
        threads.close();
    }

    private Store open(PostgresSettings settings) {
        var store = PostgresStore.open(server.location(database), settings);
        replicas.add(store);
        return store;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void allWatchersSeeTheSameChangesWithoutGapOrReorder() throws Exception {
        for (int i = 0; i < 3; i++) {
            open(SETTINGS);
        }
        var stop = new AtomicBoolean();
        var rawTail = threads.submit(() -> tail(stop));
        var watching = new ArrayList<Future<List<String>>>();
        for (var store : replicas) {
            watching.add(threads.submit(() -> watch(store)));
            watching.add(threads.submit(() -> watch(store)));
        }
        var writing = new ArrayList<Future<?>>();
        for (int i = 0; i < 12; i++) {
            var store = replicas.get(i % 3);
            var random = new Random(i);
            writing.add(threads.submit(() -> scribble(store, random, 250)));
        }
        for (var each : writing) {
            each.get();
        }
        long end = replicas.getFirst().create("end", "", bytes("end")).asLong();
        var first = watching.getFirst().get();
        assertThat(first).hasSize((int) end);
        for (var each : watching) {
            assertThat(each.get()).isEqualTo(first);
        }
        stop.set(true);
        assertThat(rawTail.get()).isEqualTo(end);
        var state = replay(first);
        for (var store : replicas) {
            assertThat(store.range("", "", "", Integer.MAX_VALUE, Optional.empty()).entries().stream()
                            .map(entry -> entry.key() + "=" + new String(entry.value(), UTF_8)))
                    .containsExactlyElementsOf(state);
        }
    }

    /** Reads the table as somebody would who goes by the revision: none may appear behind the one that he has read. */
    private long tail(AtomicBoolean stop) throws Exception {
        long last = 0;
        try (var connection = server.connect(database);
                var statement = connection.prepareStatement(
                        "SELECT revision FROM chandler_record WHERE revision > ? ORDER BY revision")) {
            boolean more = true;
            while (more) {
                more = !stop.get();
                statement.setLong(1, last);
                try (var result = statement.executeQuery()) {
                    while (result.next()) {
                        assertThat(result.getLong(1)).isEqualTo(++last);
                        more = true;
                    }
                }
            }
        }
        return last;
    }

    private static List<String> watch(Store store) throws InterruptedException {
        var seen = new ArrayList<String>();
        try (var watch = store.watch("", Revision.ZERO)) {
            while (true) {
                for (var change : watch.next(Duration.ofSeconds(20))) {
                    assertThat(change.entry().revision().asLong()).isEqualTo(seen.size() + 1);
                    seen.add(describe(change));
                    if (change.entry().key().equals("end")) {
                        return seen;
                    }
                }
            }
        }
    }

    private static String describe(Change change) {
        return (change.removed() ? "-" : "+") + change.entry().key() + "="
                + new String(change.entry().value(), UTF_8)
                + change.previous().map(entry -> " was " + entry.revision()).orElse("");
    }

    private static List<String> replay(List<String> changes) {
        var state = new java.util.TreeMap<String, String>();
        for (var change : changes) {
            var entry = change.substring(1).split(" was ", -1)[0];
            var key = entry.substring(0, entry.indexOf('='));
            if (change.startsWith("-")) {
                state.remove(key);
            } else {
                state.put(key, entry);
            }
        }
        return List.copyOf(state.values());
    }

    private static void scribble(Store store, Random random, int changes) {
        for (int i = 0; i < changes; i++) {
            String key = "k" + random.nextInt(40);
            try {
                var entry = store.get(key);
                if (entry.isEmpty()) {
                    store.create(key, "tag", bytes("created " + i));
                } else if (random.nextInt(4) == 0) {
                    store.compareAndDelete(key, entry.get().revision());
                } else {
                    store.compareAndSwap(
                            key, entry.get().revision(), random.nextBoolean() ? "tag" : "", bytes("v" + i));
                }
            } catch (StoreException.Conflict | StoreException.NotFound | StoreException.AlreadyExists lost) {
                // Another was faster.
            }
        }
    }

    @Test
    void oneOfAllWinsPerRevision() throws Exception {
        for (int i = 0; i < 3; i++) {
            open(SETTINGS);
        }
        replicas.getFirst().create("counter", "", bytes("0"));
        var counting = new ArrayList<Future<?>>();
        for (int i = 0; i < 12; i++) {
            var store = replicas.get(i % 3);
            counting.add(threads.submit(() -> {
                for (int done = 0; done < 20; ) {
                    var entry = store.get("counter").orElseThrow();
                    int next = Integer.parseInt(new String(entry.value(), UTF_8)) + 1;
                    try {
                        store.compareAndSwap("counter", entry.revision(), "", bytes(String.valueOf(next)));
                        done++;
                    } catch (StoreException.Conflict lost) {
                        // Again.
                    }
                }
            }));
        }
        for (var each : counting) {
            each.get();
        }
        assertThat(replicas.getLast().get("counter").orElseThrow().value()).isEqualTo(bytes("240"));
    }

    @Test
    void aReadSeesWhatAnotherReplicaWasAcknowledged() {
        var one = open(SETTINGS);
        var other = open(SETTINGS);
        for (int i = 0; i < 100; i++) {
            var revision = one.create("k" + i, "t", bytes("v"));
            assertThat(other.current()).isEqualTo(revision);
            assertThat(other.get("k" + i)).isPresent();
            var range = other.range("", "t", "", 1000, Optional.empty());
            assertThat(range.revision()).isEqualTo(revision);
            assertThat(range.entries()).hasSize(i + 1);
            try (var watch = other.watch("", revision)) {
                assertThat(watch).isNotNull();
            }
        }
    }

    @Test
    void aLostNotificationDelaysAndLosesNothing() throws Exception {
        var one = open(SETTINGS);
        var other = open(SETTINGS.withPollInterval(Duration.ofMillis(100)));
        try (var watch = other.watch("", other.current())) {
            for (int i = 0; i < 20; i++) {
                // Nobody listens on the channel now, until the listener has reconnected; then it polls first.
                server.execute(
                        "postgres",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                                + "' AND query LIKE 'LISTEN%' OR datname = '" + database
                                + "' AND query LIKE '%chandler_meta o, chandler_meta n%'");
                var revision = write(one, "k" + i);
                var seen = Revision.ZERO;
                while (!seen.equals(revision)) {
                    for (var change : watch.next(Duration.ofSeconds(20))) {
                        assertThat(change.entry().revision()).isGreaterThan(seen);
                        seen = change.entry().revision();
                    }
                }
            }
        }
    }

    private static Revision write(Store store, String key) {
        return Awaitility.await().ignoreExceptions().until(() -> store.create(key, "", bytes("v")), found -> true);
    }

    @Test
    void historyIsForgottenByAllTogether() throws Exception {
        var settings = SETTINGS.withHistory(100, Duration.ZERO, 300);
        var one = open(settings);
        var other = open(settings);
        var writing = List.of(
                threads.submit(() -> scribble(one, new Random(1), 1_500)),
                threads.submit(() -> scribble(other, new Random(2), 1_500)));
        for (var each : writing) {
            each.get();
        }
        var end = one.current();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> one.oldest().asLong() >= end.asLong() - 100);
        assertThat(other.oldest()).isEqualTo(one.oldest());
        var entries = one.range("", "", "", 1000, Optional.empty()).entries();
        assertThat(other.range("", "", "", 1000, Optional.of(end)).entries())
                .usingRecursiveComparison()
                .isEqualTo(entries);
        try (var connection = server.connect(database);
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT count(*) FROM chandler_record")) {
            result.next();
            assertThat(result.getInt(1)).isLessThan(100 + 40 + 1);
        }
    }

    @Test
    void manyMayMakeTheTablesAtOnce() throws Exception {
        var opening = new ArrayList<Future<Store>>();
        Callable<Store> open = () -> PostgresStore.open(server.location(database), SETTINGS);
        for (int i = 0; i < 8; i++) {
            opening.add(threads.submit(open));
        }
        for (var each : opening) {
            replicas.add(each.get());
        }
        replicas.getFirst().create("a", "", bytes("1"));
        assertThat(replicas.getLast().get("a")).isPresent();
    }
}
