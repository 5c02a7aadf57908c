package io.chandler.resources;

import java.util.Optional;

/**
 * Which page of a list is wanted.
 *
 * @param limit most objects on the page, 1 to 10,000
 * @param continuation the token of the page before
 */
public record ListOptions(int limit, Optional<String> continuation) {

    /** The first page of at most this many objects. */
    public static ListOptions first(int limit) {
        return new ListOptions(limit, Optional.empty());
    }
}
