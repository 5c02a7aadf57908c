package io.chandler.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of the store: files, backups, history that does not grow without end, figures. */
class OperationTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("data/of the broker?/50%/chandler.db");
    }

    private SqliteStore open() {
        return SqliteStore.open(file, SqliteSettings.defaults());
    }

    @Test
    void onlyTheOwnerMayReadWhatIsStored() throws Exception {
        try (var store = open()) {
            store.create("a", "", "1".getBytes(UTF_8));
            store.backup(folder.resolve("backup.db"));
            for (var name : new String[] {
                "chandler.db",
                "chandler.db-wal",
                "chandler.db-shm",
                "chandler.db.lock",
                "chandler.db-index",
                "chandler.db-index-wal"
            }) {
                assertThat(permissions(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
            }
            assertThat(permissions(file.getParent())).isEqualTo("rwx------");
            assertThat(permissions(folder.resolve("backup.db"))).isEqualTo("rw-------");
        }
    }

    @Test
    void canBeReadWhileItIsWritten() {
        assertThatThrownBy(() -> SqliteStore.openReadOnly(file))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("there is no store");
        assertThat(file.getParent()).doesNotExist();
        try (var store = open();
                var reading = readOnlyAfter(store)) {
            store.create("a/2", "new", "2".getBytes(UTF_8));
            store.create("a/3", "", "3".getBytes(UTF_8));

            assertThat(reading.get("a/2").orElseThrow().value()).isEqualTo("2".getBytes(UTF_8));
            assertThat(reading.get("b")).isEmpty();
            assertThat(reading.current()).isEqualTo(store.current());
            assertThat(reading.oldest()).isEqualTo(store.oldest());
            assertThat(reading.range("a/", "", "", 10, Optional.empty()).entries())
                    .extracting(Entry::key)
                    .containsExactly("a/1", "a/2", "a/3");
            assertThat(reading.range("a/", "", "a/1", 1, Optional.empty()).more())
                    .isTrue();
            assertThat(reading.range("a/", "new", "", 10, Optional.empty()).entries())
                    .extracting(Entry::key)
                    .containsExactly("a/2");
            assertThatThrownBy(() -> reading.create("c", "", new byte[0]))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("for reading only");
        }
        try (var reading = SqliteStore.openReadOnly(file)) {
            assertThat(reading.get("a/3")).isPresent();
        }
    }

    private Store readOnlyAfter(SqliteStore store) {
        store.create("a/1", "", "1".getBytes(UTF_8));
        return SqliteStore.openReadOnly(file);
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void afterCloseAllIsInTheFileAndItsIndex() throws Exception {
        try (var store = open()) {
            store.create("a", "", "1".getBytes(UTF_8));
        }
        try (var files = Files.list(file.getParent())) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("chandler.db", "chandler.db-index", "chandler.db.lock");
        }
    }

    @Test
    void aLinkLeadsToTheStoreAndItsLock() throws Exception {
        try (var store = open()) {
            store.create("a", "", "1".getBytes(UTF_8));
            var link = Files.createSymbolicLink(folder.resolve("link.db"), file);
            assertThatThrownBy(() -> SqliteStore.open(link, SqliteSettings.defaults()))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("already open");
        }
    }

    @Test
    void aBackupDuringWritesShowsOneMoment() throws Exception {
        var target = folder.resolve("backup.db");
        try (var store = open()) {
            var stop = new AtomicBoolean();
            var writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; !stop.get(); i++) {
                    store.create("left/" + i, "", new byte[200]);
                    store.create("right/" + i, "", new byte[200]);
                }
            });
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> store.current().asLong() > 100);
            var before = store.current();
            store.backup(target);
            stop.set(true);
            writer.join();
            try (var copy = SqliteStore.open(target, SqliteSettings.defaults())) {
                assertThat(copy.current()).isBetween(before, store.current());
                int left = count(copy, "left/");
                assertThat(left - count(copy, "right/")).isBetween(0, 1);
                assertThat(copy.current().asLong()).isEqualTo(left + count(copy, "right/"));
                assertThat(copy.create("new", "", new byte[0]))
                        .isEqualTo(Revision.of(copy.current().asLong()));
            }
        }
    }

    private static int count(Store store, String prefix) {
        return store.range(prefix, "", "", Integer.MAX_VALUE, Optional.empty())
                .entries()
                .size();
    }

    @Test
    void aBackupIsTakenWhileAnotherProcessWrites() throws Exception {
        Files.createDirectories(file.getParent());
        var process = new ProcessBuilder(StoreProcess.command(file))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            long acknowledged = 0;
            for (int i = 0; i < 500; i++) {
                acknowledged =
                        Math.max(acknowledged, Long.parseLong(output.readLine().split(" ")[0]));
            }
            var target = folder.resolve("backup.db");
            SqliteStore.backup(file, target);
            assertThat(output.readLine()).as("goes on writing").isNotNull();
            try (var copy = SqliteStore.open(target, SqliteSettings.defaults())) {
                assertThat(copy.current().asLong()).isGreaterThanOrEqualTo(acknowledged);
                assertThat(changes(copy, Revision.ZERO))
                        .hasSize((int) copy.current().asLong());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<Change> changes(Store store, Revision after) throws InterruptedException {
        var all = new ArrayList<Change>();
        try (var watch = store.watch("", after)) {
            for (var next = watch.next(Duration.ZERO); !next.isEmpty(); next = watch.next(Duration.ZERO)) {
                all.addAll(next);
            }
        }
        return all;
    }

    @Test
    void aBackupReplacesNothingAndCopiesOnlyStores() throws Exception {
        var taken = Files.writeString(folder.resolve("taken.db"), "precious");
        try (var store = open()) {
            assertThatThrownBy(() -> store.backup(taken))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("taken.db is there already");
            assertThatThrownBy(() -> store.backup(folder.resolve("missing/backup.db")))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("missing");
        }
        assertThat(taken).hasContent("precious");
        assertThatThrownBy(() -> SqliteStore.backup(taken, folder.resolve("copy.db")))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("is damaged");
        assertThatThrownBy(() -> SqliteStore.backup(folder.resolve("none.db"), folder.resolve("copy.db")))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("there is no store");
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString())).containsExactlyInAnyOrder("data", "taken.db");
        }
    }

    @Test
    void historyDoesNotGrowWithoutEnd() throws Exception {
        var settings = SqliteSettings.defaults().withHistory(200, Duration.ZERO, 1_000);
        try (var store = SqliteStore.open(file, settings)) {
            var revision = store.create("a", "tag", new byte[1000]);
            for (int i = 0; i < 1_500; i++) {
                revision = store.compareAndSwap("a", revision, "tag", new byte[1000]);
            }
            long newest = revision.asLong();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> store.oldest().asLong() == newest - 200);
            assertThat(changes(store, store.oldest())).hasSize(200);
            assertThatThrownBy(() -> store.watch("", Revision.of(newest - 201)))
                    .isInstanceOf(StoreException.Expired.class);
            assertThat(store.statistics().fileBytes()).isLessThan(4_000_000);
        }
    }

    @Test
    void historyStaysUntilWatchesHaveReadItButNotWithoutEnd() throws Exception {
        var settings = SqliteSettings.defaults().withHistory(200, Duration.ZERO, 1_000);
        try (var store = SqliteStore.open(file, settings);
                var watch = store.watch("", store.current())) {
            var begin = store.current();
            var revision = store.create("a", "tag", new byte[1000]);
            for (int i = 1; i < 900; i++) {
                revision = store.compareAndSwap("a", revision, "tag", new byte[1000]);
            }
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> store.oldest().equals(begin));
            int read = 0;
            while (read < 900) {
                read += watch.next(Duration.ofSeconds(5)).size();
            }
            assertThat(watch.next(Duration.ZERO)).isEmpty();
            long newest = revision.asLong();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> store.oldest().asLong() == newest - 200);

            for (int i = 0; i < 1_500; i++) {
                revision = store.compareAndSwap("a", revision, "tag", new byte[1000]);
            }
            long newer = revision.asLong();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> store.oldest().asLong() == newer - 1_000);
            assertThatThrownBy(() -> watch.next(Duration.ZERO)).isInstanceOf(StoreException.Expired.class);
        }
    }

    @Test
    void aWatchThatIsFarBehindIsServedFromTheFile() throws Exception {
        try (var store = open()) {
            var slow = store.watch("k", store.current());
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < 300; j++) {
                        store.create((j % 3 == 0 ? "k" : "other") + number + "/" + j, "", new byte[600]);
                    }
                }));
            }
            for (var writer : writers) {
                writer.join();
            }
            long last = 0;
            int seen = 0;
            while (seen < 5_000) {
                for (var change : slow.next(Duration.ofSeconds(5))) {
                    assertThat(change.entry().revision().asLong()).isGreaterThan(last);
                    last = change.entry().revision().asLong();
                    seen++;
                }
            }
            assertThat(slow.next(Duration.ZERO)).isEmpty();
            slow.close();
        }
    }

    @Test
    void largeValuesInHistoryDoNotFillTheMemory() throws Exception {
        try (var store = open()) {
            var revision = store.create("a", "", new byte[Store.MAXIMUM_VALUE_BYTES]);
            for (int i = 0; i < 30; i++) {
                revision = store.compareAndSwap("a", revision, "", new byte[Store.MAXIMUM_VALUE_BYTES]);
            }
            var perRead = new HashMap<Integer, Integer>();
            try (var watch = store.watch("", Revision.ZERO)) {
                for (var next = watch.next(Duration.ZERO); !next.isEmpty(); next = watch.next(Duration.ZERO)) {
                    perRead.merge(next.size(), next.size(), Integer::sum);
                }
            }
            assertThat(perRead.keySet()).allMatch(size -> size < 10);
            assertThat(perRead.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(31);
        }
    }

    @Test
    void figuresTellWhatTheStoreDoes() throws Exception {
        try (var store = open()) {
            var watch = store.watch("", Revision.ZERO);
            var revision = store.create("a", "", new byte[1000]);
            assertThatThrownBy(() -> store.create("a", "", new byte[1])).isInstanceOf(StoreException.class);
            store.ping();
            var figures = store.statistics();
            assertThat(figures.writes()).isEqualTo(1);
            assertThat(figures.refused()).isEqualTo(1);
            assertThat(figures.failed()).isZero();
            assertThat(figures.commits()).isPositive();
            assertThat(figures.largestBatch()).isEqualTo(1);
            assertThat(figures.waiting()).isZero();
            assertThat(figures.subscriptions()).isEqualTo(1);
            assertThat(figures.revision()).isEqualTo(revision.asLong());
            assertThat(figures.oldest()).isZero();
            assertThat(figures.fileBytes()).isPositive();
            assertThat(figures.logBytes()).isPositive();
            watch.close();
            assertThat(store.statistics().subscriptions()).isZero();
            assertThat(store).hasToString("SqliteStore[" + file.toRealPath() + "]");
        }
    }

    @Test
    void closeFinishesTheWritesThatWait() throws Exception {
        var outcomes = new ArrayList<CompletableFuture<Boolean>>();
        try (var store = open()) {
            for (int i = 0; i < 500; i++) {
                String key = "key " + i;
                var outcome = new CompletableFuture<Boolean>();
                outcomes.add(outcome);
                Thread.ofVirtual().start(() -> {
                    try {
                        store.create(key, "", new byte[100]);
                        outcome.complete(true);
                    } catch (StoreException.Unavailable e) {
                        outcome.complete(false);
                    }
                });
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> store.current().asLong() > 10);
        }
        try (var store = open()) {
            for (int i = 0; i < 500; i++) {
                assertThat(store.get("key " + i).isPresent())
                        .isEqualTo(outcomes.get(i).get());
            }
        }
    }

    @Test
    void closingTheStoreEndsWaitingReaders() throws Exception {
        var ended = new CompletableFuture<String>();
        try (var store = open()) {
            var watch = store.watch("", store.current());
            var started = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> {
                started.complete(true);
                try {
                    ended.complete("returned " + watch.next(Duration.ofMinutes(1)));
                } catch (Throwable e) {
                    ended.complete(e.getMessage());
                }
            });
            started.get();
        }
        assertThat(ended.get()).contains("is closed");
    }
}
