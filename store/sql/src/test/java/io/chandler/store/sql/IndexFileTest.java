package io.chandler.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index is a file of its own: it may be missing, damaged, or that of another time or store, and nobody notices. */
class IndexFileTest {

    private static final SqliteSettings SETTINGS = SqliteSettings.defaults().withMaximumUnindexed(16);

    @TempDir
    Path folder;

    private Path file;
    private Path index;

    @BeforeEach
    void name() {
        file = folder.resolve("chandler.db");
        index = folder.resolve("chandler.db-index");
    }

    private SqliteStore open() {
        return SqliteStore.open(file, SETTINGS);
    }

    @Test
    void aMissingIndexIsMadeAnew() throws Exception {
        var expected = fill();
        Files.delete(index);
        assertSeen(expected);
        assertThat(rows("SELECT count(*) FROM entry WHERE removed = 0"))
                .isEqualTo(
                        expected.stream().filter(line -> line.startsWith(":")).count());
    }

    @Test
    void anIndexThatFitsIsKept() throws Exception {
        var expected = fill();
        // A mark that is gone once the index is made anew.
        execute(index, "INSERT INTO tagged VALUES ('mark', 'key 1', 1)");
        assertSeen(expected);
        assertThat(rows("SELECT count(*) FROM tagged WHERE tag = 'mark'")).isEqualTo(1);
    }

    @Test
    void aDamagedIndexIsMadeAnew() throws Exception {
        var expected = fill();
        var garbage = new byte[4_000];
        new Random(7).nextBytes(garbage);
        for (long position : new long[] {0, 100}) {
            overwrite(position, garbage);
            assertSeen(expected);
        }
        Files.writeString(index, "no database");
        assertSeen(expected);
        try (var channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        assertSeen(expected);
    }

    @Test
    void anIndexOfAnotherVersionIsMadeAnew() throws Exception {
        var expected = fill();
        execute(index, "PRAGMA user_version = 99", "DROP TABLE entry");
        assertSeen(expected);
    }

    @Test
    void theIndexOfAnotherStoreIsMadeAnew() throws Exception {
        var other = folder.resolve("other.db");
        try (var store = SqliteStore.open(other, SETTINGS)) {
            for (int i = 0; i < 10; i++) {
                store.create("other " + i, "green", bytes("1"));
            }
        }
        var expected = fill();
        Files.copy(folder.resolve("other.db-index"), index, StandardCopyOption.REPLACE_EXISTING);
        assertSeen(expected);
    }

    @Test
    void aBackupInThePlaceOfTheStoreIsSeenAsItWas() throws Exception {
        var copy = folder.resolve("copy.db");
        List<String> expected;
        try (var store = open()) {
            write(store);
            store.backup(copy);
            expected = seen(store);
            write(store, "later ");
        }
        Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
        assertSeen(expected);
        // Also if the copy has gone on elsewhere, as far as the index knows the store.
        Files.move(index, folder.resolve("kept"));
        try (var store = open()) {
            write(store, "elsewhere ");
            expected = seen(store);
        }
        Files.move(folder.resolve("kept"), index, StandardCopyOption.REPLACE_EXISTING);
        assertSeen(expected);
    }

    @Test
    void anIndexOfAnEarlierTimeGoesOn() throws Exception {
        try (var store = open()) {
            write(store);
        }
        List<String> expected;
        try (var store = open()) {
            Files.copy(index, folder.resolve("early"));
            write(store, "later ");
            store.compact(store.current());
            expected = seen(store);
        }
        Files.move(folder.resolve("early"), index, StandardCopyOption.REPLACE_EXISTING);
        assertSeen(expected);
    }

    @Test
    void anotherDatabaseWithTheNameOfTheIndexIsLeftAlone() throws Exception {
        fill();
        Files.delete(index);
        execute(index, "CREATE TABLE customer (name TEXT)", "PRAGMA user_version = 1");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("chandler.db-index")
                .hasMessageContaining("move it away");
        assertThat(rows("SELECT count(*) FROM customer")).isZero();
    }

    @Test
    void aCopyWithoutAnIndexCanBeReadAndStaysAsItIs() throws Exception {
        var copy = folder.resolve("copies/copy.db");
        Files.createDirectory(copy.getParent());
        List<String> expected;
        try (var store = open()) {
            write(store);
            store.backup(copy);
            expected = seen(store);
        }
        try (var store = SqliteStore.openReadOnly(copy)) {
            assertThat(seen(store)).isEqualTo(expected);
            assertThat(store.get("key 3").map(Entry::tag)).contains("red");
        }
        try (var files = Files.list(copy.getParent())) {
            assertThat(files).doesNotContain(copy.resolveSibling("copy.db-index"));
        }
    }

    @Test
    void whatIsRemovedAndForgottenLeavesTheIndex() throws Exception {
        try (var store = open()) {
            for (int i = 0; i < 50; i++) {
                var revision = store.create("gone " + i, "red", bytes("1"));
                store.compareAndDelete("gone " + i, revision);
            }
            var again = store.create("gone 1", "red", bytes("2"));
            store.compact(store.current());
            assertThat(store.get("gone 1").map(Entry::revision)).contains(again);
            assertThat(store.range("", "red", "", 10, Optional.empty()).entries())
                    .hasSize(1);
            write(store);
        }
        assertThat(rows("SELECT count(*) FROM entry WHERE key LIKE 'gone%'")).isEqualTo(1);
        assertThat(rows("SELECT count(*) FROM removed WHERE key LIKE 'gone%'")).isZero();
    }

    @Test
    void whileTheIndexCannotBeWrittenWritesFailOnceItIsFarBehind() throws Exception {
        try (var store = open()) {
            write(store);
            // A part of what may be missing is.
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> rows("SELECT value FROM meta WHERE name = 'indexed'")
                            > store.current().asLong() - 4);
            var written = new ArrayList<String>();
            try (var other = DriverManager.getConnection("jdbc:sqlite:" + index);
                    var statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> {
                            while (written.size() <= 100) {
                                store.create("more " + written.size(), "red", bytes("1"));
                                written.add("more " + written.size());
                            }
                        })
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("held by another process");
                statement.execute("COMMIT");
            }
            assertThat(written).hasSizeBetween(1, 20);
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                try {
                    store.create("at last", "", bytes("1"));
                    return true;
                } catch (StoreException.Unavailable e) {
                    return false;
                }
            });
            assertThat(written).allSatisfy(key -> assertThat(store.get(key)).isPresent());
        }
    }

    /** Writes some entries and closes. @return what is to be seen */
    private List<String> fill() {
        try (var store = open()) {
            write(store);
            return seen(store);
        }
    }

    private static void write(Store store) {
        write(store, "");
    }

    private static void write(Store store, String prefix) {
        for (int i = 0; i < 30; i++) {
            var revision = store.create(prefix + "key " + i, i % 3 == 0 ? "red" : "", bytes("1"));
            if (i % 4 == 0) {
                revision = store.compareAndSwap(prefix + "key " + i, revision, "blue", bytes("2"));
            }
            if (i % 5 == 0) {
                store.compareAndDelete(prefix + "key " + i, revision);
            }
        }
    }

    /** Opens twice: what one opening mends the next must find mended. */
    private void assertSeen(List<String> expected) {
        for (int opening = 0; opening < 2; opening++) {
            try (var store = open()) {
                assertThat(seen(store)).isEqualTo(expected);
            }
        }
    }

    private static List<String> seen(Store store) {
        var seen = new ArrayList<String>();
        for (var tag : List.of("", "red", "blue")) {
            for (var entry : store.range("", tag, "", Integer.MAX_VALUE, Optional.empty())
                    .entries()) {
                assertThat(store.get(entry.key()).map(Entry::revision)).contains(entry.revision());
                seen.add(tag + ": " + entry.key() + "=" + new String(entry.value(), UTF_8) + " " + entry.tag());
            }
        }
        assertThat(seen).isNotEmpty();
        return seen;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private void overwrite(long position, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private long rows(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + index);
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.getLong(1);
        }
    }

    private static void execute(Path file, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
