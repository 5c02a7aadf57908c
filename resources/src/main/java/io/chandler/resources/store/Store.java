package io.chandler.resources.store;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes under ordered keys with one history of changes. Thread-safe; methods block until their change is durable.
 * Concurrent writes are committed together where that is faster. Every write gets a revision of its own, greater than
 * all before it, and no revision becomes visible after a greater one. Reads see every acknowledged write.
 *
 * <p>Each entry may carry a <i>tag</i>, a short text by which {@link #range} finds entries without reading all.
 */
public interface Store extends AutoCloseable {

    /** Most bytes of a value. */
    int MAXIMUM_VALUE_BYTES = 1024 * 1024;

    /** The entry under a key. */
    Optional<Entry> get(String key);

    /**
     * Entries whose keys begin with a prefix, in order of their UTF-8 bytes, as they were at one revision.
     *
     * @param tag only entries with this tag; empty text for all
     * @param startAfter only keys greater than this; empty text for the beginning
     * @param at the revision of the snapshot; empty for the newest
     * @throws StoreException.Expired if the snapshot is no longer kept
     */
    Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at);

    /**
     * How many entries have keys with a prefix, about.
     *
     * @param withoutTags entries whose tag begins so do not count; empty text to count all
     * @return empty where that is not known without reading them
     */
    default OptionalLong count(String prefix, String withoutTags) {
        return OptionalLong.empty();
    }

    /** Stores a new key. @throws StoreException.AlreadyExists if there is one */
    Revision create(String key, String tag, byte[] value);

    /** Replaces a value. @throws StoreException.Conflict @throws StoreException.NotFound */
    Revision compareAndSwap(String key, Revision expected, String tag, byte[] value);

    /** Removes a key. @throws StoreException.Conflict @throws StoreException.NotFound */
    Revision compareAndDelete(String key, Revision expected);

    /** Changes of keys with a prefix after a revision. @throws StoreException.Expired if history is gone */
    Subscription watch(String prefix, Revision after);

    /** The newest revision. */
    Revision current();

    /** The oldest revision from which a watch or snapshot may start. */
    Revision oldest();

    /** Forgets history up to a revision (exclusive of the current state). For tests and maintenance. */
    void compact(Revision upTo);

    /** Makes sure that the store can be reached and written. @throws StoreException.Unavailable if not */
    void ping();

    /** Acknowledged writes since the opening. */
    long writes();

    /** What this store promises. */
    Capabilities capabilities();

    @Override
    void close();
}
