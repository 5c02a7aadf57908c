package io.chandler.store.sql.internal;

import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import java.util.List;

/** Where a subscription reads from. Thread-safe. */
public interface ChangeSource {

    /** The newest revision that may be read. */
    long newest();

    /** Refuses to go on where nothing can follow. @throws StoreException that says why */
    void checkOpen();

    /**
     * Reads changes of keys with a prefix from one revision, exclusive, to another, inclusive.
     *
     * @return how far it has read
     * @throws StoreException.Expired if history that was not read yet is gone
     */
    long read(String prefix, long after, long upTo, int limit, List<Change> into);
}
