package io.chandler.store.kit;

import static io.chandler.store.kit.Testing.all;
import static io.chandler.store.kit.Testing.bytes;
import static io.chandler.store.kit.Testing.keys;
import static io.chandler.store.kit.Testing.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Prefixes, order, pages, snapshots and tags. */
public interface RangeContract extends StoreOpener {

    /** Keys that a careless comparison or pattern would mix up. */
    List<String> ODD_KEYS = List.of(
            "a",
            "a/",
            "a/b",
            "a/b/c",
            "a0",
            "A/b",
            "a%",
            "a%b",
            "a_",
            "a_b",
            "a*",
            "a?",
            "a[b]",
            "a\\",
            "a'",
            "a\"b",
            "a\u0001",
            "a\n",
            "a ",
            "a\u007f",
            "aé",
            "ae\u0301",
            "aß",
            "a\ud7ff",
            "a\ue000",
            "a\uffff",
            "a\uffffb",
            "a\ud800\udc00",
            "a\ud83d\ude00",
            "a\udbff\udfff",
            "a\udbff\udfffz",
            "b",
            "\uffff",
            "\udbff\udfff",
            "\udbff\udfff\udbff\udfff");

    @Test
    default void keysComeInTheOrderOfTheirUtf8Bytes() throws Exception {
        try (var store = open()) {
            var shuffled = new ArrayList<>(ODD_KEYS);
            Collections.shuffle(shuffled, new Random(3));
            for (var key : shuffled) {
                store.create(key, "", bytes(key));
            }
            var sorted = ODD_KEYS.stream()
                    .sorted((one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8)))
                    .toList();
            assertThat(keys(all(store, ""))).containsExactlyElementsOf(sorted);
            for (var key : ODD_KEYS) {
                assertThat(store.get(key).map(Testing::text)).contains(key);
                var rest = store.range("", "", key, 100, Optional.empty());
                assertThat(keys(rest.entries()))
                        .as("after %s", key)
                        .containsExactlyElementsOf(sorted.subList(sorted.indexOf(key) + 1, sorted.size()));
            }
        }
    }

    @Test
    default void aPrefixIsTakenLiterally() throws Exception {
        try (var store = open()) {
            for (var key : ODD_KEYS) {
                store.create(key, "odd", bytes(key));
            }
            var prefixes = new ArrayList<>(ODD_KEYS);
            prefixes.add("c");
            prefixes.add("a/b/c/d");
            for (var prefix : prefixes) {
                var expected =
                        ODD_KEYS.stream().filter(key -> key.startsWith(prefix)).toList();
                assertThat(keys(all(store, prefix)))
                        .as("with prefix %s", prefix)
                        .hasSameElementsAs(expected);
                var tagged = store.range(prefix, "odd", "", 100, Optional.empty());
                assertThat(keys(tagged.entries()))
                        .as("tagged, with prefix %s", prefix)
                        .hasSameElementsAs(expected);
            }
        }
    }

    @Test
    default void startAfterMayBeOutsideThePrefix() throws Exception {
        try (var store = open()) {
            for (var key : List.of("a/1", "b/1", "b/2", "c/1")) {
                store.create(key, "", bytes(key));
            }
            assertThat(keys(store.range("b/", "", "a/1", 10, Optional.empty()).entries()))
                    .containsExactly("b/1", "b/2");
            assertThat(keys(store.range("b/", "", "b/1", 10, Optional.empty()).entries()))
                    .containsExactly("b/2");
            assertThat(keys(store.range("b/", "", "b/11", 10, Optional.empty()).entries()))
                    .containsExactly("b/2");
            assertThat(store.range("b/", "", "c", 10, Optional.empty()).entries())
                    .isEmpty();
        }
    }

    @Test
    default void aPageSaysWhetherMoreFollow() throws Exception {
        try (var store = open()) {
            for (int i = 0; i < 10; i++) {
                store.create("k" + i, "t", bytes("v"));
            }
            for (String tag : List.of("", "t")) {
                assertThat(store.range("k", tag, "", 9, Optional.empty()).more())
                        .isTrue();
                assertThat(store.range("k", tag, "", 10, Optional.empty()).more())
                        .isFalse();
                assertThat(store.range("k", tag, "k4", 5, Optional.empty()).more())
                        .isFalse();
                var page = store.range("k", tag, "k4", 2, Optional.empty());
                assertThat(keys(page.entries())).containsExactly("k5", "k6");
                assertThat(page.more()).isTrue();
                assertThat(page.revision()).isEqualTo(store.current());
            }
        }
    }

    @Test
    default void aSnapshotShowsThePast() throws Exception {
        try (var store = open()) {
            var empty = store.current();
            var a1 = store.create("a", "", bytes("a1"));
            var b1 = store.create("b", "", bytes("b1"));
            var a2 = store.compareAndSwap("a", a1, "", bytes("a2"));
            var gone = store.compareAndDelete("b", b1);
            var b3 = store.create("b", "", bytes("b3"));
            assertThat(snapshot(store.range("", "", "", 10, Optional.of(empty)).entries()))
                    .isEmpty();
            assertThat(snapshot(store.range("", "", "", 10, Optional.of(a1)).entries()))
                    .containsExactly("a=a1@" + a1);
            assertThat(snapshot(store.range("", "", "", 10, Optional.of(b1)).entries()))
                    .containsExactly("a=a1@" + a1, "b=b1@" + b1);
            assertThat(snapshot(store.range("", "", "", 10, Optional.of(a2)).entries()))
                    .containsExactly("a=a2@" + a2, "b=b1@" + b1);
            assertThat(snapshot(store.range("", "", "", 10, Optional.of(gone)).entries()))
                    .containsExactly("a=a2@" + a2);
            var now = store.range("", "", "", 10, Optional.of(b3));
            assertThat(snapshot(now.entries())).containsExactly("a=a2@" + a2, "b=b3@" + b3);
            assertThat(now.revision()).isEqualTo(b3);
        }
    }

    private static List<String> snapshot(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.key() + "=" + text(entry) + "@" + entry.revision())
                .toList();
    }

    @Test
    default void pagesDuringWritesShowOneSnapshot() throws Exception {
        try (var store = open()) {
            for (int i = 100; i < 300; i++) {
                store.create("k" + i, i % 2 == 0 ? "even" : "", bytes("before"));
            }
            var stop = new AtomicBoolean();
            var writer = Thread.ofVirtual().start(() -> {
                for (int round = 0; round < 3_000 && !stop.get(); round++) {
                    String key = "k" + (100 + round % 200);
                    var entry = store.get(key).orElseThrow();
                    if (round % 3 == 0) {
                        store.compareAndDelete(key, entry.revision());
                        store.create(key, "even", bytes("after"));
                    } else {
                        store.compareAndSwap(key, entry.revision(), "", bytes("after"));
                    }
                    store.create("k" + (100 + round % 200) + "/" + round, "even", bytes("new"));
                }
            });
            try {
                for (int round = 0; round < 5; round++) {
                    for (var tag : List.of("", "even")) {
                        var whole = store.range("k", tag, "", Integer.MAX_VALUE, Optional.empty());
                        var pages = new ArrayList<String>();
                        String last = "";
                        boolean more = true;
                        while (more) {
                            var page = store.range("k", tag, last, 7, Optional.of(whole.revision()));
                            assertThat(page.revision()).isEqualTo(whole.revision());
                            pages.addAll(snapshot(page.entries()));
                            last = page.entries().isEmpty()
                                    ? last
                                    : page.entries().getLast().key();
                            more = page.more();
                        }
                        assertThat(pages).containsExactlyElementsOf(snapshot(whole.entries()));
                    }
                }
            } finally {
                stop.set(true);
                writer.join();
            }
        }
    }

    @Test
    default void aTagFindsItsEntriesInEverySnapshot() throws Exception {
        try (var store = open()) {
            var a = store.create("a", "red", bytes("1"));
            store.create("b", "", bytes("1"));
            var c = store.create("c", "red", bytes("1"));
            var a2 = store.compareAndSwap("a", a, "blue", bytes("2"));
            var c2 = store.compareAndSwap("c", c, "red", bytes("2"));
            var a3 = store.compareAndSwap("a", a2, "", bytes("3"));
            var c3 = store.compareAndDelete("c", c2);
            var c4 = store.create("c", "red", bytes("4"));
            assertThat(tagged(store, "red", a)).containsExactly("a=1@" + a);
            assertThat(tagged(store, "red", c)).containsExactly("a=1@" + a, "c=1@" + c);
            assertThat(tagged(store, "red", a2)).containsExactly("c=1@" + c);
            assertThat(tagged(store, "blue", a2)).containsExactly("a=2@" + a2);
            assertThat(tagged(store, "red", c2)).containsExactly("c=2@" + c2);
            assertThat(tagged(store, "blue", a3)).isEmpty();
            assertThat(tagged(store, "red", c3)).isEmpty();
            assertThat(tagged(store, "red", c4)).containsExactly("c=4@" + c4);
            assertThat(tagged(store, "green", c4)).isEmpty();
        }
    }

    private static List<String> tagged(Store store, String tag, Revision at) {
        return snapshot(store.range("", tag, "", 10, Optional.of(at)).entries());
    }

    @Test
    default void aSnapshotBeforeTheHorizonIsExpired() throws Exception {
        try (var store = open()) {
            var first = store.create("a", "", bytes("one"));
            var second = store.compareAndSwap("a", first, "", bytes("two"));
            var third = store.compareAndSwap("a", second, "", bytes("three"));
            store.compact(second);
            assertThat(store.oldest()).isEqualTo(second);
            assertThatThrownBy(() -> store.range("", "", "", 10, Optional.of(first)))
                    .isInstanceOf(StoreException.Expired.class)
                    .hasMessageContaining(second.toString());
            assertThat(snapshot(store.range("", "", "", 10, Optional.of(second)).entries()))
                    .containsExactly("a=two@" + second);
            assertThat(snapshot(all(store, ""))).containsExactly("a=three@" + third);
            var future = Revision.of(third.asLong() + 1);
            assertThatThrownBy(() -> store.range("", "", "", 10, Optional.of(future)))
                    .isInstanceOf(StoreException.Expired.class);
        }
    }

    @Test
    default void compactionKeepsThePresent() throws Exception {
        try (var store = open()) {
            for (int i = 0; i < 500; i++) {
                String key = "k" + i % 50;
                var entry = store.get(key);
                if (entry.isEmpty()) {
                    store.create(key, "tag", bytes("v" + i));
                } else if (i % 7 == 0) {
                    store.compareAndDelete(key, entry.get().revision());
                } else {
                    store.compareAndSwap(key, entry.get().revision(), i % 3 == 0 ? "tag" : "", bytes("v" + i));
                }
            }
            var before = snapshot(all(store, ""));
            var tagged =
                    snapshot(store.range("", "tag", "", 1000, Optional.empty()).entries());
            store.compact(store.current());
            assertThat(store.oldest()).isEqualTo(store.current());
            assertThat(snapshot(all(store, ""))).isEqualTo(before);
            assertThat(snapshot(
                            store.range("", "tag", "", 1000, Optional.empty()).entries()))
                    .isEqualTo(tagged);
            store.compact(Revision.ZERO);
            assertThat(store.oldest()).isEqualTo(store.current());
        }
    }
}
