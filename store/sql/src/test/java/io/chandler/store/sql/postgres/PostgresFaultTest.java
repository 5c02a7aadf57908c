package io.chandler.store.sql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import io.chandler.store.kit.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The server goes away, comes back, is another one, or does not want to be written. */
class PostgresFaultTest {

    private static final PostgresSettings SETTINGS = PostgresSettings.defaults();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static StoreException.Unavailable failureOf(Store store, String key) {
        return catchThrowableOfType(StoreException.Unavailable.class, () -> store.create(key, "", bytes("lost")));
    }

    private static Revision writeAgain(Store store, String key) {
        return Awaitility.await("written again")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(StoreException.Unavailable.class)
                .until(() -> store.create(key, "", bytes("1")), _ -> true);
    }

    private static void waitFor(Subscription watch, String key) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (watch.next(Duration.ofSeconds(1)).stream()
                .noneMatch(change -> change.entry().key().equals(key))) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void readsDoNotNoticeThatTheirConnectionsWereCut() throws Exception {
        var server = TestServer.shared();
        try (var link = new Link(server.port());
                var store = PostgresStore.open(TestServer.location(server.database(), link.port(), ""), SETTINGS)) {
            store.create("a", "", bytes("1"));
            for (int i = 0; i < 20; i++) {
                assertThat(store.get("a")).isPresent();
                link.cut();
            }
        }
    }

    @Test
    void aReaderThatIsInterruptedGetsItsAnswerAndDisturbsNobody() throws Exception {
        var server = TestServer.shared();
        try (var store = PostgresStore.open(server.location(server.database()), SETTINGS)) {
            store.create("a", "", bytes("1"));
            var over = new AtomicBoolean();
            var failures = new ConcurrentLinkedQueue<RuntimeException>();
            var readers = new ArrayList<Thread>();
            for (int i = 0; i < 16; i++) {
                readers.add(Thread.ofVirtual().start(() -> {
                    while (!over.get()) {
                        try {
                            store.get("a");
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                    }
                }));
            }
            for (int i = 0; i < 400; i++) {
                readers.get(i % 8).interrupt();
                assertThat(store.get("a")).isPresent();
            }
            over.set(true);
            for (var reader : readers) {
                assertThat(reader.join(PATIENCE)).isTrue();
            }
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void whileTheServerIsAwayAllFailAtOnceAndThenGoOn() throws Exception {
        var server = TestServer.shared();
        var database = server.database();
        try (var link = new Link(server.port());
                var store = PostgresStore.open(TestServer.location(database, link.port(), ""), SETTINGS);
                var other = PostgresStore.open(server.location(database), SETTINGS);
                var watch = store.watch("", store.current())) {
            store.create("a", "", bytes("1"));
            link.refuse();
            var first = failureOf(store, "b");
            assertThat(first).hasMessageContaining("127.0.0.1:" + link.port() + "/" + database);
            Awaitility.await().atMost(PATIENCE).until(() -> {
                var failure = failureOf(store, "b");
                return failure.certain() && failure.getMessage().contains("cannot be reached");
            });
            assertThatThrownBy(store::ping).isInstanceOf(StoreException.Unavailable.class);
            assertThatThrownBy(() -> store.get("a"))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("PostgreSQL at")
                    .hasMessageNotContaining(TestServer.PASSWORD);
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreException.Unavailable.class);
            }
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE.toNanos());
            other.create("meanwhile", "", bytes("1"));

            link.open();
            waitFor(watch, "meanwhile");
            writeAgain(store, "c");
            waitFor(watch, "c");
            store.ping();
            assertThat(store.get("b")).isEmpty();
        }
    }

    @Test
    void aServerThatTurnsReadOnlyRefusesWritesUntilItIsPrimaryAgain() throws Exception {
        try (var server = TestServer.start("");
                var store = PostgresStore.open(server.location(server.database()), SETTINGS)) {
            store.create("a", "", bytes("1"));
            server.configure("default_transaction_read_only = on");
            server.reload();
            Awaitility.await().atMost(PATIENCE).until(() -> {
                try {
                    store.ping();
                    return false;
                } catch (StoreException.Unavailable e) {
                    return e.certain();
                }
            });
            var failure = failureOf(store, "b");
            assertThat(failure.certain()).isTrue();
            assertThat(failure.getMessage()).containsAnyOf("read-only", "primary");
            server.configure("default_transaction_read_only = off");
            server.reload();
            writeAgain(store, "c");
            assertThat(store.get("b")).isEmpty();
        }
    }

    @Test
    void ofSeveralHostsTheOneIsTakenThatCanBeWritten() throws Exception {
        var primary = TestServer.shared();
        try (var standby = TestServer.start("")) {
            var database = primary.database();
            standby.execute("postgres", "CREATE DATABASE " + database);
            standby.configure("default_transaction_read_only = on");
            standby.stop();
            standby.start();
            var location = primary.location(database);
            var hosts = "127.0.0.1:1,127.0.0.1:" + standby.port() + ",127.0.0.1:" + primary.port();
            var several = new io.chandler.resources.store.StoreLocation(
                    location.url().replace("127.0.0.1:" + primary.port(), hosts),
                    location.folder(),
                    location.user(),
                    location.password());
            try (var store = PostgresStore.open(several, SETTINGS)) {
                store.create("a", "", bytes("1"));
            }
            try (var store = PostgresStore.open(location, SETTINGS)) {
                assertThat(store.get("a")).isPresent();
            }
        }
    }

    @Test
    void aServerThatTookOverWithoutTheLastWritesEndsTheWatches() throws Exception {
        var first = TestServer.shared();
        try (var second = TestServer.start("")) {
            var database = first.database();
            second.execute("postgres", "CREATE DATABASE " + database);
            try (var store = PostgresStore.open(second.location(database), SETTINGS)) {
                for (int i = 0; i < 10; i++) {
                    store.create("other " + i, "", bytes("1"));
                }
            }
            try (var link = new Link(first.port());
                    var store = PostgresStore.open(TestServer.location(database, link.port(), ""), SETTINGS);
                    var watch = store.watch("", store.current())) {
                for (int i = 0; i < 5; i++) {
                    store.create("first " + i, "", bytes("1"));
                }
                waitFor(watch, "first 4");
                link.leadTo(second.port());
                assertThatThrownBy(() -> waitFor(watch, "never")).isInstanceOf(StoreException.Expired.class);
                var range = Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> store.range("", "", "", 100, Optional.empty()), _ -> true);
                assertThat(range.entries())
                        .hasSize(10)
                        .allMatch(entry -> entry.key().startsWith("other"));
                try (var again = store.watch("", range.revision())) {
                    writeAgain(store, "new");
                    waitFor(again, "new");
                }
                assertThat(store.current()).isEqualTo(Revision.of(11));
            }
        }
    }

    @Test
    void aReplicaThatHoldsTheLockForTooLongIsNotWaitedForForever() throws Exception {
        var server = TestServer.shared();
        var database = server.database();
        try (var store = PostgresStore.open(server.location(database), SETTINGS);
                var holder = server.connect(database)) {
            holder.setAutoCommit(false);
            try (var statement = holder.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(1130917476,"
                        + " (SELECT oid::int FROM pg_namespace WHERE nspname = current_schema()))");
            }
            var failure = failureOf(store, "a");
            assertThat(failure.certain()).isTrue();
            assertThat(failure).hasMessageContaining("another replica has been writing for too long");
            holder.rollback();
            writeAgain(store, "a");
        }
    }
}
