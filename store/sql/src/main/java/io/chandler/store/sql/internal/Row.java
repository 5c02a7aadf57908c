package io.chandler.store.sql.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the history.
 *
 * @param previous revision of the row before of the same key; 0 if there is none
 * @param value null if the row is a removal
 */
public record Row(long revision, String key, String tag, long previous, byte @Nullable [] value) {

    public boolean removed() {
        return value == null;
    }

    /** The entry that the row left. */
    public Optional<Entry> entry() {
        return value == null ? Optional.empty() : Optional.of(new Entry(key, Revision.of(revision), tag, value));
    }

    /** The change that the row made, given the row before of the same key. */
    public Change change(@Nullable Row before) {
        var previous = before == null ? Optional.<Entry>empty() : before.entry();
        if (value != null) {
            return new Change(new Entry(key, Revision.of(revision), tag, value), previous, false);
        }
        var last = previous.orElseThrow(() -> new IllegalStateException("removal without an entry: " + revision));
        return new Change(new Entry(key, Revision.of(revision), last.tag(), last.value()), previous, true);
    }
}
