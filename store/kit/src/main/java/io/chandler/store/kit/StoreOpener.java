package io.chandler.store.kit;

import io.chandler.resources.store.Store;

/** Gives the tests their store. */
public interface StoreOpener {

    /** A new, empty store that keeps at least 10,000 changes of history; the test closes it. */
    Store open() throws Exception;
}
