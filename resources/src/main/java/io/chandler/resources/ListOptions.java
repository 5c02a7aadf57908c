package io.chandler.resources;

import java.util.Optional;

/**
 * Which page of a list is wanted.
 *
 * @param limit most objects on the page, 1 to 10,000
 * @param continuation the token of the page before
 * @param at the revision of the snapshot to list, for the first page; empty for the newest
 */
public record ListOptions(int limit, Optional<String> continuation, Optional<Revision> at) {

    /** The page after a token, or the first of the newest snapshot. */
    public ListOptions(int limit, Optional<String> continuation) {
        this(limit, continuation, Optional.empty());
    }

    /** The first page of at most this many objects. */
    public static ListOptions first(int limit) {
        return new ListOptions(limit, Optional.empty());
    }
}
