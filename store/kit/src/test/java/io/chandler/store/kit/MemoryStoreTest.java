package io.chandler.store.kit;

import io.chandler.resources.store.MemoryStore;
import io.chandler.resources.store.Store;

class MemoryStoreTest implements StoreContract, CountContract {

    @Override
    public Store open() {
        return new MemoryStore();
    }
}
