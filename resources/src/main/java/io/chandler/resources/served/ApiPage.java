package io.chandler.resources.served;

import io.chandler.resources.Revision;
import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param revision of the snapshot that every page of this list shows
 * @param continuation opaque token for the next page; empty on the last
 */
public record ApiPage(List<ApiObject> items, Revision revision, Optional<String> continuation) {

    public ApiPage {
        items = List.copyOf(items);
    }
}
