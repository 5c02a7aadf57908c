package io.chandler.store.kit;

import io.chandler.resources.store.MemoryStore;
import io.chandler.resources.store.Store;

class MemoryResourceStoreTest implements ResourceStoreContract {

    @Override
    public Store open() {
        return new MemoryStore();
    }
}
