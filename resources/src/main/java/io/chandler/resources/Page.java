package io.chandler.resources;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param revision of the snapshot that every page of this list shows
 * @param continuation opaque token for the next page; empty on the last
 */
public record Page<S, T>(List<Resource<S, T>> items, Revision revision, Optional<String> continuation) {

    public Page {
        items = List.copyOf(items);
    }
}
