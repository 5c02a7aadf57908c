package io.chandler.store.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** The simplest store that is right, beside which a real one is run. */
public final class StoreModel {

    private final List<Change> history = new ArrayList<>();
    private final Revision start;
    private Store store;
    private Revision oldest;

    private StoreModel(Store store) {
        this.store = store;
        this.start = store.current();
        this.oldest = store.oldest();
    }

    /**
     * Does the same to a new store and to the model, and compares all that can be seen.
     *
     * @param open opens a new store
     * @param reopen opens a closed store again; empty if it does not outlive that
     */
    public static void check(Callable<Store> open, Optional<Callable<Store>> reopen, List<Operation> operations)
            throws Exception {
        var model = new StoreModel(open.call());
        try {
            for (var operation : operations) {
                if (operation instanceof Operation.Reopen) {
                    if (reopen.isPresent()) {
                        model.store.close();
                        model.store = reopen.get().call();
                    }
                } else {
                    model.run(operation);
                }
                model.compare();
            }
        } finally {
            model.store.close();
        }
    }

    private void run(Operation operation) throws InterruptedException {
        switch (operation) {
            case Operation.Create create -> create(create);
            case Operation.Swap swap -> swap(swap);
            case Operation.Delete delete -> delete(delete);
            case Operation.Range range -> range(range);
            case Operation.Watch watch -> watch(watch);
            case Operation.Compact compact -> {
                var upTo = revision(compact.back());
                store.compact(upTo);
                oldest = upTo.compareTo(oldest) > 0 ? upTo : oldest;
            }
            case Operation.Reopen reopen -> throw new IllegalArgumentException("not here: " + reopen);
        }
    }

    private void create(Operation.Create create) {
        var present = present(create.key());
        if (present.isPresent()) {
            assertThatThrownBy(() -> store.create(create.key(), create.tag(), bytes(create.value())))
                    .isInstanceOf(StoreException.AlreadyExists.class);
        } else {
            var revision = store.create(create.key(), create.tag(), bytes(create.value()));
            changed(new Entry(create.key(), revision, create.tag(), bytes(create.value())), present, false);
        }
    }

    private void swap(Operation.Swap swap) {
        var present = present(swap.key());
        if (present.isEmpty()) {
            assertThatThrownBy(() -> store.compareAndSwap(swap.key(), store.current(), swap.tag(), bytes(swap.value())))
                    .isInstanceOf(StoreException.NotFound.class);
        } else if (swap.stale()) {
            assertThatThrownBy(() -> store.compareAndSwap(swap.key(), start, swap.tag(), bytes(swap.value())))
                    .isInstanceOf(StoreException.Conflict.class);
        } else {
            var expected = present.get().revision();
            var revision = store.compareAndSwap(swap.key(), expected, swap.tag(), bytes(swap.value()));
            changed(new Entry(swap.key(), revision, swap.tag(), bytes(swap.value())), present, false);
        }
    }

    private void delete(Operation.Delete delete) {
        var present = present(delete.key());
        if (present.isEmpty()) {
            assertThatThrownBy(() -> store.compareAndDelete(delete.key(), store.current()))
                    .isInstanceOf(StoreException.NotFound.class);
        } else if (delete.stale()) {
            assertThatThrownBy(() -> store.compareAndDelete(delete.key(), start))
                    .isInstanceOf(StoreException.Conflict.class);
        } else {
            var before = present.get();
            var revision = store.compareAndDelete(delete.key(), before.revision());
            changed(new Entry(delete.key(), revision, before.tag(), before.value()), present, true);
        }
    }

    private void changed(Entry entry, Optional<Entry> previous, boolean removed) {
        assertThat(entry.revision()).isGreaterThan(current());
        history.add(new Change(entry, previous, removed));
    }

    private void range(Operation.Range range) {
        var at = revision(range.back());
        if (at.compareTo(oldest) < 0) {
            assertThatThrownBy(() -> store.range(
                            range.prefix(), range.tag(), range.startAfter(), range.limit(), Optional.of(at)))
                    .isInstanceOf(StoreException.Expired.class);
            return;
        }
        var expected = state(at).values().stream()
                .filter(entry -> entry.key().startsWith(range.prefix()))
                .filter(entry -> range.tag().isEmpty() || range.tag().equals(entry.tag()))
                .filter(entry -> range.startAfter().isEmpty() || order(entry.key(), range.startAfter()) > 0)
                .map(StoreModel::describe)
                .toList();
        var found = store.range(range.prefix(), range.tag(), range.startAfter(), range.limit(), Optional.of(at));
        assertThat(found.entries().stream().map(StoreModel::describe))
                .containsExactlyElementsOf(expected.subList(0, Math.min(range.limit(), expected.size())));
        assertThat(found.more()).isEqualTo(expected.size() > range.limit());
        assertThat(found.revision()).isEqualTo(at);
    }

    private void watch(Operation.Watch watch) throws InterruptedException {
        var after = revision(watch.back());
        if (after.compareTo(oldest) < 0) {
            assertThatThrownBy(() -> read(watch.prefix(), after)).isInstanceOf(StoreException.Expired.class);
            return;
        }
        var expected = history.stream()
                .filter(change -> change.entry().revision().compareTo(after) > 0)
                .filter(change -> change.entry().key().startsWith(watch.prefix()))
                .map(Testing::describe)
                .toList();
        assertThat(read(watch.prefix(), after).stream().map(Testing::describe)).containsExactlyElementsOf(expected);
    }

    private List<Change> read(String prefix, Revision after) throws InterruptedException {
        var changes = new ArrayList<Change>();
        try (var subscription = store.watch(prefix, after)) {
            var next = subscription.next(Duration.ZERO);
            while (!next.isEmpty()) {
                changes.addAll(next);
                next = subscription.next(Duration.ZERO);
            }
        }
        return changes;
    }

    private void compare() {
        assertThat(store.current()).isEqualTo(current());
        assertThat(store.oldest()).isEqualTo(oldest);
        var state = state(current());
        var found = store.range("", "", "", Integer.MAX_VALUE, Optional.empty()).entries();
        assertThat(found.stream().map(StoreModel::describe))
                .containsExactlyElementsOf(
                        state.values().stream().map(StoreModel::describe).toList());
        if (!history.isEmpty()) {
            String key = history.getLast().entry().key();
            assertThat(store.get(key).map(StoreModel::describe))
                    .isEqualTo(present(key).map(StoreModel::describe));
        }
    }

    private Revision current() {
        return history.isEmpty() ? start : history.getLast().entry().revision();
    }

    private Revision revision(int back) {
        int index = history.size() - 1 - back;
        return index < 0 ? start : history.get(index).entry().revision();
    }

    private Optional<Entry> present(String key) {
        return Optional.ofNullable(state(current()).get(key));
    }

    private Map<String, Entry> state(Revision at) {
        var state = new TreeMap<String, Entry>(StoreModel::order);
        for (var change : history) {
            if (change.entry().revision().compareTo(at) <= 0) {
                if (change.removed()) {
                    state.remove(change.entry().key());
                } else {
                    state.put(change.entry().key(), change.entry());
                }
            }
        }
        return state;
    }

    private static int order(String one, String other) {
        return Arrays.compareUnsigned(bytes(one), bytes(other));
    }

    private static String describe(Entry entry) {
        return entry.key() + "@" + entry.revision() + "[" + entry.tag() + "]=" + Testing.text(entry);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
