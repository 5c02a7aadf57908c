package io.chandler.store.etcd.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The tags of entries that were seen lately, by revision: a change must know the tag that it replaces. What is forgotten is
 * read again. Thread-safe.
 */
final class Tags {

    private record Known(long revision, String tag) {}

    private static final int SLOTS = 1 << 13;

    private final AtomicReferenceArray<@Nullable Known> slots = new AtomicReferenceArray<>(SLOTS);

    void put(long revision, String tag) {
        slots.set((int) revision & (SLOTS - 1), new Known(revision, tag));
    }

    Optional<String> get(long revision) {
        var known = slots.get((int) revision & (SLOTS - 1));
        return known != null && known.revision == revision ? Optional.of(known.tag) : Optional.empty();
    }

    void clear() {
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, null);
        }
    }
}
