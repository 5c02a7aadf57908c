package io.chandler.store.sql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.store.kit.CrashCheck;
import io.chandler.store.kit.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Processes end at random moments: the broker's, the server's, or the connection between them. */
class PostgresCrashTest {

    @Test
    void killedAtRandomMomentsItKeepsWhatItAcknowledged() throws Exception {
        var server = TestServer.shared();
        var database = server.database();
        int checked = CrashCheck.run(
                StoreProcess.command(database, server.port()),
                () -> {
                    // What a killed process had sent is still being done.
                    Awaitility.await("sessions end")
                            .atMost(Duration.ofMinutes(1))
                            .until(() -> sessions(server, database) == 0);
                    return PostgresStore.open(server.location(database), PostgresSettings.defaults());
                },
                6);
        assertThat(checked).isGreaterThan(100);
    }

    private static int sessions(TestServer server, String database) throws Exception {
        try (var connection = server.connect("postgres");
                var statement =
                        connection.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE datname = ?")) {
            statement.setString(1, database);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    @Test
    void aKilledServerKeepsWhatItAcknowledged() throws Exception {
        try (var server = TestServer.start("")) {
            var database = server.database();
            try (var store = PostgresStore.open(server.location(database), PostgresSettings.defaults())) {
                for (int round = 0; round < 3; round++) {
                    survives(store, round, () -> {
                        server.kill();
                        server.start();
                    });
                }
            }
        }
    }

    @Test
    void aConnectionMayBeCutInTheMidstOfACommit() throws Exception {
        var server = TestServer.shared();
        try (var link = new Link(server.port());
                var store = PostgresStore.open(
                        TestServer.location(server.database(), link.port(), ""), PostgresSettings.defaults())) {
            for (int round = 0; round < 10; round++) {
                survives(store, round, link::cut);
            }
        }
    }

    private interface Blow {
        void fall() throws Exception;
    }

    /** Something happens while many write: every write is there that was acknowledged, none that certainly failed. */
    private static void survives(PostgresStore store, int round, Blow blow) throws Exception {
        Map<String, Revision> acknowledged = new ConcurrentHashMap<>();
        var refused = new ConcurrentSkipListSet<String>();
        var stop = new AtomicBoolean();
        var start = store.current();
        var threads = new ArrayList<Thread>();
        try (var watch = store.watch("", start)) {
            for (int i = 0; i < 16; i++) {
                String prefix = "round " + round + "/" + i + "/";
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int n = 0; !stop.get(); n++) {
                        try {
                            acknowledged.put(prefix + n, store.create(prefix + n, "tag", (prefix + n).getBytes(UTF_8)));
                        } catch (StoreException.Unavailable e) {
                            if (e.certain()) {
                                refused.add(prefix + n);
                            }
                        }
                    }
                }));
            }
            int enough = 50 + ThreadLocalRandom.current().nextInt(200);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> acknowledged.size() > enough);
            blow.fall();
            int before = acknowledged.size();
            Awaitility.await("writes again")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> acknowledged.size() > before + 50);
            stop.set(true);
            for (var thread : threads) {
                thread.join();
            }
            var end = store.create("end " + round, "", new byte[0]);
            for (var write : acknowledged.entrySet()) {
                assertThat(store.get(write.getKey()).orElseThrow().revision()).isEqualTo(write.getValue());
            }
            var all = store.range("round " + round, "tag", "", Integer.MAX_VALUE, Optional.empty());
            assertThat(all.entries()).noneMatch(entry -> refused.contains(entry.key()));
            long expected = start.asLong();
            while (expected < end.asLong()) {
                for (var change : watch.next(Duration.ofSeconds(10))) {
                    assertThat(change.entry().revision().asLong()).isEqualTo(++expected);
                }
            }
        }
    }
}
