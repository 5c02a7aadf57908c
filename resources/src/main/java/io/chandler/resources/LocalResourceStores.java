package io.chandler.resources;

import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Store;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/** The objects of every type in one {@link Store}, which is closed with them. */
public record LocalResourceStores(Store store) implements ResourceStores {

    @Override
    public <S, T> ResourceStore<S, T> of(ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
        return new LocalResourceStore<>(store, type, mapper, clock);
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
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
