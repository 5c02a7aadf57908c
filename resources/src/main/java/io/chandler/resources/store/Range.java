package io.chandler.resources.store;

import io.chandler.resources.Revision;
import java.util.List;

/**
 * Entries of a snapshot.
 *
 * @param more whether entries follow
 */
public record Range(List<Entry> entries, Revision revision, boolean more) {

    public Range {
        entries = List.copyOf(entries);
    }
}
