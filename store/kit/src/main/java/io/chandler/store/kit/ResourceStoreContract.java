package io.chandler.store.kit;

import io.chandler.resources.LocalResourceStores;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.Revision;

/**
 * What objects in a store must do, whatever the store. A test class implements it and says how to open a store that is
 * empty. Where objects live in no {@link io.chandler.resources.store.Store}, a test class implements
 * {@link ResourceWriteContract} and {@link ResourceReadContract} instead.
 */
public interface ResourceStoreContract extends StoreOpener, ResourceWriteContract, ResourceReadContract {

    @Override
    default ResourceStores openResources() throws Exception {
        return new LocalResourceStores(open());
    }

    @Override
    default void compact(ResourceStores stores, Revision revision) throws Exception {
        ((LocalResourceStores) stores).store().compact(revision);
    }
}
