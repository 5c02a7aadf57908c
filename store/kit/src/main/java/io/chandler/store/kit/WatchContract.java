package io.chandler.store.kit;

import static io.chandler.store.kit.Testing.PATIENCE;
import static io.chandler.store.kit.Testing.all;
import static io.chandler.store.kit.Testing.bytes;
import static io.chandler.store.kit.Testing.changesUpTo;
import static io.chandler.store.kit.Testing.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Watches: ordered, without gaps, to be taken up again, expiring. */
public interface WatchContract extends StoreOpener {

    @Test
    default void aWatchTellsEachChangeWithWhatWasThereBefore() throws Exception {
        try (var store = open();
                var watch = store.watch("", store.current())) {
            var a1 = store.create("a", "one", bytes("1"));
            var a2 = store.compareAndSwap("a", a1, "two", bytes("2"));
            var a3 = store.compareAndDelete("a", a2);
            var a4 = store.create("a", "", bytes("4"));
            var changes = changesUpTo(watch, a4);
            assertThat(changes.stream().map(Testing::describe))
                    .containsExactly(
                            "set a@" + a1 + "=1",
                            "set a@" + a2 + "=2 was 1@" + a1,
                            "removed a@" + a3 + "=2 was 2@" + a2,
                            "set a@" + a4 + "=4");
            assertThat(changes.stream().map(change -> change.entry().tag())).containsExactly("one", "two", "two", "");
            assertThat(watch.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    default void anAcknowledgedChangeIsThereWithoutWaiting() throws Exception {
        try (var store = open();
                var watch = store.watch("", store.current())) {
            for (int i = 0; i < 100; i++) {
                var revision = store.create("k" + i, "", bytes("v"));
                assertThat(watch.next(Duration.ZERO).stream()
                                .map(change -> change.entry().revision()))
                        .containsExactly(revision);
            }
        }
    }

    @Test
    default void aWatchSeesOnlyItsPrefix() throws Exception {
        try (var store = open();
                var watch = store.watch("a/", store.current());
                var other = store.watch("a/\ud83d\ude00", store.current())) {
            for (var key : List.of("a", "b/", "a/1", "A/1", "a/", "a0", "a/\ud83d\ude00!")) {
                store.create(key, "", bytes("v"));
            }
            var last = store.create("a/\ud83d\ude00", "", bytes("v"));
            assertThat(changesUpTo(watch, last).stream()
                            .map(change -> change.entry().key()))
                    .containsExactly("a/1", "a/", "a/\ud83d\ude00!", "a/\ud83d\ude00");
            assertThat(changesUpTo(other, last).stream()
                            .map(change -> change.entry().key()))
                    .containsExactly("a/\ud83d\ude00!", "a/\ud83d\ude00");
        }
    }

    @Test
    default void listAndWatchMissNothingWhileOthersWrite() throws Exception {
        try (var store = open()) {
            var done = new CompletableFuture<Revision>();
            var writers = Thread.ofVirtual().start(() -> {
                try {
                    together(8, thread -> scribble(store, new Random(thread), 150));
                    done.complete(store.create("end", "", bytes("end")));
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            var views = together(4, thread -> {
                var listed = store.range("", "", "", Integer.MAX_VALUE, Optional.empty());
                var view = new TreeMap<String, String>();
                listed.entries().forEach(entry -> view.put(entry.key(), Testing.text(entry) + entry.revision()));
                try (var watch = store.watch("", listed.revision())) {
                    var changes = new ArrayList<Change>();
                    while (!view.containsKey("end")) {
                        for (var change : watch.next(Duration.ofSeconds(1))) {
                            changes.add(change);
                            replay(view, change);
                        }
                    }
                    assertOrdered(changes, listed.revision());
                }
                return view;
            });
            done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            writers.join();
            var expected = new TreeMap<String, String>();
            all(store, "").forEach(entry -> expected.put(entry.key(), Testing.text(entry) + entry.revision()));
            assertThat(views).allSatisfy(view -> assertThat(view).isEqualTo(expected));
        }
    }

    /** Applies a change to a view, which must be in the state that the change says was there before. */
    private static void replay(Map<String, String> view, Change change) {
        var key = change.entry().key();
        var before = change.previous()
                .map(entry -> Testing.text(entry) + entry.revision())
                .orElse(null);
        assertThat(view.get(key)).isEqualTo(before);
        if (change.removed()) {
            view.remove(key);
        } else {
            view.put(key, Testing.text(change.entry()) + change.entry().revision());
        }
    }

    private static int scribble(Store store, Random random, int changes) {
        for (int i = 0; i < changes; i++) {
            String key = "k" + random.nextInt(20);
            try {
                var entry = store.get(key);
                if (entry.isEmpty()) {
                    store.create(key, "", bytes("v" + i));
                } else if (random.nextInt(3) == 0) {
                    store.compareAndDelete(key, entry.get().revision());
                } else {
                    store.compareAndSwap(key, entry.get().revision(), "", bytes("v" + i));
                }
            } catch (StoreException.Conflict | StoreException.NotFound | StoreException.AlreadyExists lost) {
                // Others write the same keys.
            }
        }
        return changes;
    }

    private static void assertOrdered(List<Change> changes, Revision after) {
        var last = after;
        for (var change : changes) {
            assertThat(change.entry().revision()).isGreaterThan(last);
            last = change.entry().revision();
        }
    }

    @Test
    default void aWatchIsTakenUpAgainWhereItEnded() throws Exception {
        try (var store = open()) {
            var start = store.current();
            var first = CompletableFuture.supplyAsync(() -> scribble(store, new Random(1), 300));
            var seen = new ArrayList<String>();
            var position = start;
            while (!first.isDone() || position.compareTo(store.current()) < 0) {
                try (var watch = store.watch("", position)) {
                    for (var change : watch.next(Duration.ofMillis(10))) {
                        seen.add(Testing.describe(change));
                        position = change.entry().revision();
                    }
                }
            }
            try (var watch = store.watch("", start)) {
                assertThat(changesUpTo(watch, store.current()).stream().map(Testing::describe))
                        .containsExactlyElementsOf(seen);
            }
        }
    }

    @Test
    default void aWatchFromBeforeTheHorizonIsExpired() throws Exception {
        try (var store = open()) {
            var first = store.create("a", "", bytes("one"));
            var second = store.compareAndSwap("a", first, "", bytes("two"));
            var third = store.compareAndSwap("a", second, "", bytes("three"));
            store.compact(second);
            assertThatThrownBy(() -> read(store, first)).isInstanceOf(StoreException.Expired.class);
            try (var watch = store.watch("", second)) {
                assertThat(changesUpTo(watch, third).stream().map(Testing::describe))
                        .containsExactly("set a@" + third + "=three was two@" + second);
            }
            assertThatThrownBy(() -> read(store, Revision.of(third.asLong() + 1)))
                    .isInstanceOf(StoreException.Expired.class);
        }
    }

    private static List<Change> read(Store store, Revision after) throws InterruptedException {
        try (var watch = store.watch("", after)) {
            return watch.next(Duration.ZERO);
        }
    }

    @Test
    default void aSlowReaderGetsEverythingOrLearnsThatItIsGone() throws Exception {
        try (var store = open();
                var slow = store.watch("", store.current())) {
            var revision = store.create("a", "", bytes("0"));
            for (int i = 1; i <= 1_000; i++) {
                revision = store.compareAndSwap("a", revision, "", bytes(String.valueOf(i)));
            }
            store.compact(store.current());
            var seen = new ArrayList<Change>();
            try {
                seen.addAll(changesUpTo(slow, revision));
                assertThat(seen).hasSize(1_001);
            } catch (StoreException.Expired expired) {
                assertThat(expired).hasMessageContaining(store.oldest().toString());
            }
        }
    }

    @Test
    default void anIdleWatchSurvivesCompactionOfWhatDoesNotConcernIt() throws Exception {
        try (var store = open();
                var watch = store.watch("quiet/", store.current())) {
            var revision = store.create("loud/a", "", bytes("0"));
            for (int i = 1; i <= 100; i++) {
                revision = store.compareAndSwap("loud/a", revision, "", bytes(String.valueOf(i)));
            }
            assertThat(watch.next(Duration.ZERO)).isEmpty();
            store.compact(store.current());
            var mine = store.create("quiet/a", "", bytes("1"));
            assertThat(changesUpTo(watch, mine)).hasSize(1);
        }
    }

    @Test
    default void closeEndsAWaitingReader() throws Exception {
        try (var store = open()) {
            var watch = store.watch("", store.current());
            var result = waiting(watch);
            watch.close();
            assertThat(result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
            watch.close();
            assertThat(watch.next(PATIENCE)).isEmpty();
        }
    }

    private static CompletableFuture<List<Change>> waiting(Subscription watch) throws InterruptedException {
        var result = new CompletableFuture<List<Change>>();
        var started = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            started.countDown();
            try {
                result.complete(watch.next(Duration.ofDays(1_000)));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        started.await();
        return result;
    }

    @Test
    default void anInterruptEndsAWaitingReader() throws Exception {
        try (var store = open();
                var watch = store.watch("", store.current())) {
            var ended = new AtomicReference<String>("");
            var reader = Thread.ofVirtual().start(() -> {
                try {
                    watch.next(PATIENCE);
                } catch (InterruptedException e) {
                    ended.set("interrupted");
                }
            });
            reader.interrupt();
            reader.join();
            assertThat(ended.get()).isEqualTo("interrupted");
            var revision = store.create("a", "", bytes("1"));
            assertThat(changesUpTo(watch, revision)).hasSize(1);
        }
    }

    @Test
    default void manyWatchesAllHearOfTheirChange() throws Exception {
        try (var store = open()) {
            var waiting = new ArrayList<CompletableFuture<List<Change>>>();
            var watches = new ArrayList<Subscription>();
            for (int i = 0; i < 1_000; i++) {
                var watch = store.watch("k" + i + "/", store.current());
                watches.add(watch);
                waiting.add(waiting(watch));
            }
            for (int i = 0; i < 1_000; i++) {
                store.create("k" + i + "/x", "", bytes("v" + i));
            }
            for (int i = 0; i < 1_000; i++) {
                var changes = waiting.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(changes.stream().map(Change::entry).map(Entry::key)).containsExactly("k" + i + "/x");
            }
            watches.forEach(Subscription::close);
        }
    }

    @Test
    default void manyWatchesThatAreBehindEachReadTheirPartOfTheSameHistory() throws Exception {
        try (var store = open()) {
            var before = store.current();
            var value = "x".repeat(8_000);
            var newest = new TreeMap<String, Revision>();
            for (int i = 0; i < 400; i++) {
                var key = (i % 3 == 0 ? "a/" : "b/") + i % 20;
                var known = newest.get(key);
                if (known == null) {
                    newest.put(key, store.create(key, "", bytes(value + i)));
                } else if (i % 5 == 0) {
                    store.compareAndDelete(key, known);
                    newest.remove(key);
                } else {
                    newest.put(key, store.compareAndSwap(key, known, "", bytes(value + i)));
                }
            }
            var last = store.create("a/last", "", bytes(value));
            store.create("b/last", "", bytes(value));
            List<Change> all;
            try (var watch = store.watch("", before)) {
                all = changesUpTo(watch, last);
            }

            var places = new Random(1);
            var begins = new ArrayList<Revision>();
            var watches = new ArrayList<Subscription>();
            for (int i = 0; i < 120; i++) {
                var begin = i % 2 == 0
                        ? before
                        : all.get(places.nextInt(all.size() - 1)).entry().revision();
                begins.add(begin);
                watches.add(store.watch(i % 4 < 2 ? "a/" : "", begin));
            }
            var read = together(120, i -> changesUpTo(watches.get(i), last));
            for (int i = 0; i < 120; i++) {
                var prefix = i % 4 < 2 ? "a/" : "";
                var begin = begins.get(i);
                assertThat(read.get(i).stream()
                                .filter(change -> change.entry().revision().compareTo(last) <= 0)
                                .map(Testing::describe))
                        .containsExactlyElementsOf(all.stream()
                                .filter(change -> change.entry().revision().compareTo(begin) > 0
                                        && change.entry().revision().compareTo(last) <= 0
                                        && change.entry().key().startsWith(prefix))
                                .map(Testing::describe)
                                .toList());
            }
            watches.forEach(Subscription::close);
        }
    }
}
