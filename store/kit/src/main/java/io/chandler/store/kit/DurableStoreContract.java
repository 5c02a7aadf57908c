package io.chandler.store.kit;

import static io.chandler.store.kit.Testing.all;
import static io.chandler.store.kit.Testing.bytes;
import static io.chandler.store.kit.Testing.changesUpTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store must do that outlives its process. */
public interface DurableStoreContract extends StoreContract {

    /** Opens a closed store again. */
    Store reopen() throws Exception;

    @Test
    default void everythingIsThereAfterReopening() throws Exception {
        List<String> expected;
        Revision current;
        Revision start;
        try (var store = open()) {
            start = store.current();
            var a = store.create("a", "tag", bytes("1"));
            store.create("b", "", bytes("1"));
            store.compareAndSwap("a", a, "tag", bytes("2"));
            var c = store.create("c", "tag", bytes("1"));
            current = store.compareAndDelete("c", c);
            try (var watch = store.watch("", start)) {
                expected = changesUpTo(watch, current).stream()
                        .map(Testing::describe)
                        .toList();
            }
        }
        try (var store = reopen()) {
            assertThat(store.current()).isEqualTo(current);
            assertThat(store.get("a").map(Testing::text)).contains("2");
            assertThat(Testing.keys(all(store, ""))).containsExactly("a", "b");
            assertThat(Testing.keys(
                            store.range("", "tag", "", 10, Optional.empty()).entries()))
                    .containsExactly("a");
            try (var watch = store.watch("", start)) {
                assertThat(changesUpTo(watch, current).stream().map(Testing::describe))
                        .isEqualTo(expected);
            }
            assertThat(store.create("c", "", bytes("3"))).isGreaterThan(current);
        }
    }

    @Test
    default void noRevisionIsGivenTwiceEvenIfNothingIsLeft() throws Exception {
        Revision last;
        try (var store = open()) {
            last = store.compareAndDelete("a", store.create("a", "", bytes("1")));
            store.compact(last);
            assertThat(all(store, "")).isEmpty();
        }
        try (var store = reopen()) {
            assertThat(store.current()).isEqualTo(last);
            assertThat(store.oldest()).isEqualTo(last);
            var before = Revision.of(last.asLong() - 1);
            assertThatThrownBy(() -> store.watch("", before).next(Duration.ZERO))
                    .isInstanceOf(StoreException.Expired.class);
            assertThat(store.create("a", "", bytes("2"))).isGreaterThan(last);
        }
    }
}
