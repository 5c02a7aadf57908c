package io.chandler.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full, or fails, and comes back. */
class FaultTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("chandler.db");
    }

    @Test
    void aFullFileRefusesWritesAndKeepsWhatItHas() throws Exception {
        var written = new ArrayList<String>();
        try (var store = SqliteStore.open(file, SqliteSettings.defaults().withMaximumBytes(512 * 1024))) {
            var failure = writeUntilItFails(store, written);
            assertThat(failure).hasMessageContaining("no space left for").hasMessageContaining("chandler.db");
            assertThat(failure.certain()).isTrue();
            assertThatThrownBy(store::ping).isInstanceOf(StoreException.Unavailable.class);
            assertKept(store, written);
            assertThat(store.statistics().failed()).isPositive();
        }
        try (var store = SqliteStore.open(file, SqliteSettings.defaults())) {
            assertKept(store, written);
            store.create("more", "", new byte[100_000]);
            store.ping();
        }
    }

    @Test
    void whereHistoryGoesThereIsSpaceAgain() throws Exception {
        var settings = SqliteSettings.defaults().withMaximumBytes(1024 * 1024);
        try (var store = SqliteStore.open(file, settings)) {
            var revision = store.create("a", "", new byte[10_000]);
            StoreException.Unavailable failure = null;
            while (failure == null) {
                try {
                    revision = store.compareAndSwap("a", revision, "", new byte[10_000]);
                } catch (StoreException.Unavailable e) {
                    failure = e;
                }
            }
            assertThat(store.get("a").orElseThrow().revision()).isEqualTo(revision);
            store.compact(revision);
            for (int i = 0; i < 20; i++) {
                revision = store.compareAndSwap("a", revision, "", new byte[10_000]);
            }
            store.ping();
        }
    }

    @Test
    void aFailingDiskIsSurvived() throws Exception {
        var written = new ArrayList<String>();
        try (var store = SqliteStore.open(file, SqliteSettings.defaults());
                var watch = store.watch("", store.current())) {
            store.create("first", "", new byte[1000]);
            OperatingSystem.limitingFileSize(256 * 1024, () -> {
                var failure = writeUntilItFails(store, written);
                assertThat(failure).hasMessageContaining("chandler.db");
                assertThat(failure.certain()).isTrue();
                assertThat(catchThrowable(store::ping)).isInstanceOf(StoreException.Unavailable.class);
                assertKept(store, written);
            });
            store.ping();
            for (int i = 0; i < 10; i++) {
                store.create("again " + i, "", new byte[1000]);
            }
            assertKept(store, written);
            long seen = 0;
            for (var changes = watch.next(Duration.ofSeconds(5)); !changes.isEmpty(); ) {
                for (var change : changes) {
                    assertThat(change.entry().revision().asLong()).isEqualTo(++seen);
                }
                changes = watch.next(Duration.ZERO);
            }
            assertThat(seen).isEqualTo(store.current().asLong()).isEqualTo(written.size() + 11);
        }
    }

    @Test
    void writersThatComeTogetherAllLearnOfTheFailure() throws Exception {
        var settings = SqliteSettings.defaults().withMaximumBatch(50).withMaximumBytes(300 * 1024);
        try (var store = SqliteStore.open(file, settings)) {
            var outcomes = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < 400; i++) {
                String key = "key " + i;
                var outcome = new CompletableFuture<Boolean>();
                outcomes.add(outcome);
                Thread.ofVirtual().start(() -> {
                    try {
                        store.create(key, "", new byte[2000]);
                        outcome.complete(true);
                    } catch (StoreException.Unavailable e) {
                        outcome.complete(false);
                    }
                });
            }
            int done = 0;
            for (int i = 0; i < 400; i++) {
                boolean kept = outcomes.get(i).get();
                done += kept ? 1 : 0;
                assertThat(store.get("key " + i).isPresent()).isEqualTo(kept);
            }
            assertThat(done).isBetween(1, 399);
            assertThat(store.current().asLong()).isEqualTo(done);
        }
    }

    @Test
    void damageInTheMidstIsReportedByTheReadThatMeetsIt() throws Exception {
        try (var store = SqliteStore.open(file, SqliteSettings.defaults())) {
            for (int i = 0; i < 300; i++) {
                store.create("key " + i, "", new byte[500]);
            }
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long middle = Files.size(file) / 4096 / 2;
            for (long page = middle; page < middle + 10; page++) {
                channel.write(ByteBuffer.wrap("garbage ".repeat(512).getBytes(UTF_8)), page * 4096);
            }
        }
        try (var store = SqliteStore.open(file, SqliteSettings.defaults())) {
            assertThatThrownBy(() -> store.range("", "", "", 1000, Optional.empty()))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining("backup");
        }
    }

    private static StoreException.Unavailable writeUntilItFails(Store store, List<String> written) {
        while (true) {
            String key = "key " + written.size();
            try {
                store.create(key, "", new byte[3_000]);
                written.add(key);
            } catch (StoreException.Unavailable e) {
                assertThat(store.get(key)).isEmpty();
                return e;
            }
        }
    }

    private static void assertKept(Store store, List<String> written) {
        assertThat(written)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(store.get(key)).isPresent());
    }
}
