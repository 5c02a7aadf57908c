package io.chandler.store.kit;

/**
 * What a random test does to a store. Where a point in the past is meant, {@code back} counts changes from the newest.
 */
public sealed interface Operation {

    /** Creates a key, which may be there already. */
    record Create(String key, String tag, String value) implements Operation {}

    /** Swaps a value, if not {@code stale} under the revision that is there. */
    record Swap(String key, String tag, String value, boolean stale) implements Operation {}

    /** Removes a key, if not {@code stale} under the revision that is there. */
    record Delete(String key, boolean stale) implements Operation {}

    /** Lists a page of a snapshot. */
    record Range(String prefix, String tag, String startAfter, int limit, int back) implements Operation {}

    /** Reads all changes since. */
    record Watch(String prefix, int back) implements Operation {}

    /** Forgets the history before. */
    record Compact(int back) implements Operation {}

    /** Closes the store and opens it again, where it can be. */
    record Reopen() implements Operation {}
}
