package io.chandler.store.kit;

import static io.chandler.store.kit.Testing.all;
import static io.chandler.store.kit.Testing.bytes;
import static io.chandler.store.kit.Testing.keys;
import static io.chandler.store.kit.Testing.text;
import static io.chandler.store.kit.Testing.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Creating, swapping and deleting, alone and against others. */
public interface WriteContract extends StoreOpener {

    @Test
    default void aNewStoreIsEmpty() throws Exception {
        try (var store = open()) {
            assertThat(store.current()).isEqualTo(store.oldest());
            assertThat(store.get("a")).isEmpty();
            assertThat(all(store, "")).isEmpty();
        }
    }

    @Test
    default void anEntryIsFoundAsItWasCreated() throws Exception {
        try (var store = open()) {
            var revision = store.create("a", "tag", bytes("one"));
            assertThat(store.get("a")).hasValueSatisfying(entry -> {
                assertThat(entry.key()).isEqualTo("a");
                assertThat(entry.revision()).isEqualTo(revision);
                assertThat(entry.tag()).isEqualTo("tag");
                assertThat(text(entry)).isEqualTo("one");
            });
            assertThat(store.current()).isEqualTo(revision);
        }
    }

    @Test
    default void createRefusesAKeyThatIsThere() throws Exception {
        try (var store = open()) {
            var revision = store.create("a", "", bytes("one"));
            assertThatThrownBy(() -> store.create("a", "", bytes("two")))
                    .isInstanceOf(StoreException.AlreadyExists.class)
                    .hasMessageContaining("a");
            assertThat(store.current()).isEqualTo(revision);
            assertThat(store.get("a").map(Testing::text)).contains("one");
        }
    }

    @Test
    default void swapNeedsTheRevisionThatIsThere() throws Exception {
        try (var store = open()) {
            assertThatThrownBy(() -> store.compareAndSwap("a", Revision.of(1), "", bytes("x")))
                    .isInstanceOf(StoreException.NotFound.class);
            var first = store.create("a", "", bytes("one"));
            var second = store.compareAndSwap("a", first, "", bytes("two"));
            assertThat(second).isGreaterThan(first);
            for (var wrong : new Revision[] {first, Revision.ZERO, Revision.of(second.asLong() + 1)}) {
                assertThatThrownBy(() -> store.compareAndSwap("a", wrong, "", bytes("x")))
                        .isInstanceOf(StoreException.Conflict.class);
            }
            assertThat(store.get("a").map(Testing::text)).contains("two");
            assertThat(store.current()).isEqualTo(second);
        }
    }

    @Test
    default void deleteNeedsTheRevisionThatIsThere() throws Exception {
        try (var store = open()) {
            assertThatThrownBy(() -> store.compareAndDelete("a", Revision.of(1)))
                    .isInstanceOf(StoreException.NotFound.class);
            var first = store.create("a", "", bytes("one"));
            var second = store.compareAndSwap("a", first, "", bytes("two"));
            assertThatThrownBy(() -> store.compareAndDelete("a", first)).isInstanceOf(StoreException.Conflict.class);
            var third = store.compareAndDelete("a", second);
            assertThat(third).isGreaterThan(second).isEqualTo(store.current());
            assertThat(store.get("a")).isEmpty();
            assertThat(all(store, "")).isEmpty();
            assertThatThrownBy(() -> store.compareAndDelete("a", third)).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> store.compareAndSwap("a", third, "", bytes("x")))
                    .isInstanceOf(StoreException.NotFound.class);
        }
    }

    @Test
    default void aRemovedKeyCanBeCreatedAgain() throws Exception {
        try (var store = open()) {
            var revision = Revision.ZERO;
            for (int i = 0; i < 3; i++) {
                var created = store.create("a", "", bytes("round " + i));
                assertThat(created).isGreaterThan(revision);
                assertThat(store.get("a").map(Testing::text)).contains("round " + i);
                revision = store.compareAndDelete("a", created);
            }
            assertThat(store.get("a")).isEmpty();
        }
    }

    @Test
    default void valuesAreKeptByteForByte() throws Exception {
        try (var store = open()) {
            var random = new Random(7);
            for (int length : new int[] {0, 1, 4095, 4096, 70_000, Store.MAXIMUM_VALUE_BYTES}) {
                var value = new byte[length];
                random.nextBytes(value);
                var created = store.create("value/" + length, "", value);
                assertThat(store.get("value/" + length).orElseThrow().value()).isEqualTo(value);
                store.compareAndSwap("value/" + length, created, "", value);
                assertThat(store.get("value/" + length).orElseThrow().value()).isEqualTo(value);
            }
            assertThat(all(store, "value/")).hasSize(6);
        }
    }

    @Test
    default void aValueThatIsTooLargeIsRefused() throws Exception {
        try (var store = open()) {
            var tooLarge = new byte[Store.MAXIMUM_VALUE_BYTES + 1];
            assertThatThrownBy(() -> store.create("a", "", tooLarge)).isInstanceOf(StoreException.Invalid.class);
            var revision = store.create("a", "", bytes("one"));
            assertThatThrownBy(() -> store.compareAndSwap("a", revision, "", tooLarge))
                    .isInstanceOf(StoreException.Invalid.class);
            assertThat(store.get("a").map(Testing::text)).contains("one");
            assertThat(store.current()).isEqualTo(revision);
        }
    }

    @Test
    default void ofFiftyConcurrentCreatesOneWins() throws Exception {
        try (var store = open()) {
            for (int round = 0; round < 10; round++) {
                String key = "key " + round;
                var won = together(50, thread -> {
                    try {
                        store.create(key, "", bytes("thread " + thread));
                        return "thread " + thread;
                    } catch (StoreException.AlreadyExists lost) {
                        return "";
                    }
                });
                won.removeIf(String::isEmpty);
                assertThat(won).hasSize(1);
                assertThat(store.get(key).map(Testing::text)).contains(won.getFirst());
            }
        }
    }

    @Test
    default void ofFiftyConcurrentSwapsOneWinsPerRevision() throws Exception {
        try (var store = open()) {
            store.create("counter", "", bytes("0"));
            var revisions = together(50, thread -> {
                var mine = new HashSet<Revision>();
                while (mine.size() < 10) {
                    var entry = store.get("counter").orElseThrow();
                    try {
                        var next = bytes(String.valueOf(Integer.parseInt(text(entry)) + 1));
                        mine.add(store.compareAndSwap("counter", entry.revision(), "", next));
                    } catch (StoreException.Conflict lost) {
                        // Another thread was faster: try again.
                    }
                }
                return mine;
            });
            assertThat(store.get("counter").map(Testing::text)).contains("500");
            assertThat(revisions.stream().flatMap(HashSet::stream))
                    .doesNotHaveDuplicates()
                    .hasSize(500);
        }
    }

    @Test
    default void aReadSeesEveryAcknowledgedWrite() throws Exception {
        try (var store = open()) {
            var revisions = together(20, thread -> {
                var mine = new HashSet<Revision>();
                for (int i = 0; i < 20; i++) {
                    String key = "thread " + thread + "/" + i;
                    var revision = store.create(key, "", bytes("one"));
                    mine.add(revision);
                    assertThat(store.current()).isGreaterThanOrEqualTo(revision);
                    assertThat(store.get(key)).isPresent();
                    assertThat(keys(all(store, "thread " + thread + "/"))).contains(key);
                    var swapped = store.compareAndSwap(key, revision, "", bytes("two"));
                    mine.add(swapped);
                    assertThat(store.get(key).orElseThrow().revision()).isEqualTo(swapped);
                }
                return mine;
            });
            assertThat(revisions.stream().flatMap(HashSet::stream))
                    .doesNotHaveDuplicates()
                    .hasSize(800);
        }
    }

    @Test
    default void aClosedStoreSaysSo() throws Exception {
        var store = open();
        store.create("a", "", bytes("one"));
        store.close();
        store.close();
        assertThatThrownBy(() -> store.create("b", "", bytes("one"))).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.watch("", Revision.ZERO)).isInstanceOf(StoreException.Unavailable.class);
    }
}
