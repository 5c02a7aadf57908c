package io.chandler.store.kit;

import io.chandler.resources.ResourceStores;
import io.chandler.resources.Revision;

/** Gives the tests of objects where these live. */
public interface ResourcesOpener {

    /** New, empty stores, which the test closes. */
    ResourceStores openResources() throws Exception;

    /** Forgets the history of these stores before a revision. */
    void compact(ResourceStores stores, Revision revision) throws Exception;
}
