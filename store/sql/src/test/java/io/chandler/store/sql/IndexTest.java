package io.chandler.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Revision;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The indices are written later than the history: nobody may notice, whoever reads and whenever the process ends. */
class IndexTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("chandler.db");
    }

    private SqliteStore open(int maximumUnindexed) {
        return SqliteStore.open(file, SqliteSettings.defaults().withMaximumUnindexed(maximumUnindexed));
    }

    @Test
    void indicesFollowTheHistory() throws Exception {
        try (var store = open(8)) {
            for (int i = 0; i < 100; i++) {
                store.create("key " + i, "", new byte[100]);
            }
            // Writes wait once more than eight are missing.
            assertThat(number(index(), "SELECT value FROM meta WHERE name = 'indexed'"))
                    .isBetween(91L, 100L);
            assertThat(number(index(), "SELECT count(*) FROM entry")).isBetween(91L, 100L);
        }
        assertThat(number(index(), "SELECT count(*) FROM entry")).isEqualTo(100);
    }

    @Test
    void whatTheIndicesLackIsThereInACopyAndForOtherProcesses() {
        try (var store = open(1_000)) {
            var moment = writeSome(store);
            var expected = seen(store, moment);
            try (var reading = SqliteStore.openReadOnly(file)) {
                assertThat(seen(reading, moment)).isEqualTo(expected);
            }
            var copy = folder.resolve("copy.db");
            store.backup(copy);
            try (var opened = SqliteStore.open(copy, SqliteSettings.defaults())) {
                assertThat(seen(opened, moment)).isEqualTo(expected);
                opened.create("b", "", bytes("b anew"));
                assertThat(opened.get("b")).isPresent();
            }
        }
    }

    @Test
    void whatTheIndicesLackIsThereAfterACrash() throws Exception {
        var crashed = folder.resolve("crashed/chandler.db");
        List<String> expected;
        Revision moment;
        try (var store = open(1_000)) {
            moment = writeSome(store);
            expected = seen(store, moment);
            Files.createDirectory(crashed.getParent());
            // What a process that is killed now leaves.
            Files.copy(file, crashed);
            Files.copy(folder.resolve("chandler.db-wal"), crashed.resolveSibling("chandler.db-wal"));
        }
        for (int opening = 0; opening < 2; opening++) {
            try (var store = SqliteStore.open(crashed, SqliteSettings.defaults())) {
                assertThat(seen(store, moment)).isEqualTo(expected);
                try (var watch = store.watch("", Revision.ZERO)) {
                    assertThat(watch.next(Duration.ZERO))
                            .hasSize((int) store.current().asLong());
                }
            }
        }
    }

    /** Entries that come, change and go. @return a revision in between */
    private static Revision writeSome(Store store) {
        var a = store.create("a", "red", bytes("a1"));
        var b = store.create("b", "red", bytes("b1"));
        store.create("c", "", bytes("c1"));
        var moment = store.create("d", "blue", bytes("d1"));
        a = store.compareAndSwap("a", a, "blue", bytes("a2"));
        store.compareAndDelete("b", b);
        store.compareAndSwap("a", a, "", bytes("a3"));
        store.create("e", "red", bytes("e1"));
        return moment;
    }

    /** All that reads show: now and at a moment before, one by one and page by page. */
    private static List<String> seen(Store store, Revision moment) {
        var seen = new ArrayList<String>();
        for (var key : List.of("a", "b", "c", "d", "e", "f")) {
            seen.add(key + ": " + store.get(key).map(IndexTest::text));
        }
        for (var tag : List.of("", "red", "blue")) {
            for (var at : List.of(Optional.<Revision>empty(), Optional.of(moment))) {
                for (int limit : new int[] {1, 2, 100}) {
                    seen.add(tag + " " + at + " " + pages(store, tag, limit, at));
                }
            }
        }
        assertThat(seen).anyMatch(text -> text.contains("a=a1")).anyMatch(text -> text.contains("a=a3"));
        return seen;
    }

    private static List<String> pages(Store store, String tag, int limit, Optional<Revision> at) {
        var found = new ArrayList<String>();
        var last = "";
        while (true) {
            var range = store.range("", tag, last, limit, at);
            range.entries().forEach(entry -> found.add(text(entry)));
            if (!range.more()) {
                return found;
            }
            last = range.entries().getLast().key();
        }
    }

    @Test
    void readersSeeEachMomentWholeWhileIndicesAreWritten() throws Exception {
        int keys = 40;
        try (var store = open(16)) {
            for (int i = 0; i < keys; i++) {
                store.create("key " + i, i % 2 == 0 ? "red" : "blue", bytes("0"));
            }
            var stop = new AtomicBoolean();
            var trouble = new AtomicReference<Throwable>();
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                int part = i;
                writers.add(Thread.ofVirtual().start(() -> {
                    try {
                        while (!stop.get()) {
                            var key = "key " + (4 * ThreadLocalRandom.current().nextInt(keys / 4) + part);
                            var entry = store.get(key).orElseThrow();
                            store.compareAndSwap(
                                    key, entry.revision(), entry.tag().equals("red") ? "blue" : "red", bytes("1"));
                        }
                    } catch (Throwable e) {
                        trouble.set(e);
                    }
                }));
            }
            for (int round = 0; round < 200 && trouble.get() == null; round++) {
                var red = store.range("", "red", "", 100, Optional.empty());
                var at = Optional.of(red.revision());
                var colours = new ArrayList<>(identities(red));
                colours.addAll(identities(store.range("", "blue", "", 100, at)));
                assertThat(colours)
                        .hasSize(keys)
                        .containsExactlyInAnyOrderElementsOf(identities(store.range("", "", "", 100, at)));
            }
            stop.set(true);
            for (var writer : writers) {
                writer.join();
            }
            assertThat(trouble.get()).isNull();
        }
    }

    @Test
    void aFileOfTheFirstVersionIsTakenOver() throws Exception {
        execute(
                "PRAGMA application_id = 0x43686E64",
                "PRAGMA user_version = 1",
                "CREATE TABLE record (revision INTEGER PRIMARY KEY, key TEXT NOT NULL, tag TEXT NOT NULL,"
                        + " previous INTEGER NOT NULL, value BLOB) STRICT",
                "CREATE TABLE entry (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, removed INTEGER NOT NULL,"
                        + " tag TEXT NOT NULL) STRICT, WITHOUT ROWID",
                "CREATE TABLE tagged (tag TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL,"
                        + " PRIMARY KEY (tag, key)) STRICT, WITHOUT ROWID",
                "CREATE TABLE formerly_tagged (ended INTEGER PRIMARY KEY, tag TEXT NOT NULL, key TEXT NOT NULL,"
                        + " revision INTEGER NOT NULL) STRICT",
                "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
                "CREATE TABLE probe (id INTEGER PRIMARY KEY, filler BLOB NOT NULL) STRICT",
                "INSERT INTO meta VALUES ('oldest', 1)",
                "INSERT INTO record VALUES (2, 'a', 'red', 1, x'6132'), (3, 'b', '', 0, x'6231'), (4, 'a', 'blue', 2, x'6133')",
                "INSERT INTO entry VALUES ('a', 4, 0, 'blue'), ('b', 3, 0, '')",
                "INSERT INTO tagged VALUES ('blue', 'a', 4)",
                "INSERT INTO formerly_tagged VALUES (4, 'red', 'a', 2)",
                "PRAGMA journal_mode = WAL");
        try (var reading = SqliteStore.openReadOnly(file)) {
            assertThat(reading.get("a").map(IndexTest::text)).contains("a=a3");
            assertThat(pages(reading, "red", 10, Optional.of(Revision.of(3)))).containsExactly("a=a2");
        }
        for (int opening = 0; opening < 2; opening++) {
            try (var store = open(1_000)) {
                assertThat(store.current()).isEqualTo(Revision.of(4 + opening));
                assertThat(store.get("a").map(IndexTest::text)).contains("a=a3");
                assertThat(pages(store, "red", 10, Optional.of(Revision.of(3)))).containsExactly("a=a2");
                assertThat(pages(store, "blue", 10, Optional.empty())).containsExactly("a=a3");
                store.create("c" + opening, "", bytes("c1"));
            }
        }
        assertThat(number(file, "PRAGMA user_version")).isEqualTo(3);
    }

    private static List<String> identities(Range range) {
        return range.entries().stream()
                .map(entry -> entry.key() + " " + entry.tag() + " " + entry.revision())
                .toList();
    }

    private static String text(Entry entry) {
        return entry.key() + "=" + new String(entry.value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private Path index() {
        return folder.resolve("chandler.db-index");
    }

    private static long number(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.getLong(1);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
