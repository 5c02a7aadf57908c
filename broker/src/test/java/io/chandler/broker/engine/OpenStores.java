package io.chandler.broker.engine;

import io.chandler.resources.LocalResourceStores;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.ResourceType;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Store;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/** Objects that several brokers share, and that others may delete. */
record OpenStores(Store store) implements ResourceStores {

    @Override
    public <S, T> ResourceStore<S, T> of(ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
        return new LocalResourceStores(store).of(type, mapper, clock);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true);
    }

    @Override
    public boolean othersMayDelete() {
        return true;
    }

    @Override
    public void ping() {
        store.ping();
    }

    @Override
    public long writes() {
        return store.writes();
    }

    @Override
    public void close() {
        store.close();
    }
}
