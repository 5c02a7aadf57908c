package io.chandler.store.sql.postgres;

import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.util.Set;

/** Opens {@code postgresql://user@host:port/database}. */
public final class PostgresStoreFactory implements StoreFactory {

    @Override
    public Set<String> schemes() {
        return Set.of("postgresql", "postgres");
    }

    @Override
    public Store open(StoreLocation location) {
        return PostgresStore.open(location, PostgresSettings.defaults());
    }

    @Override
    public Store openAlone(StoreLocation location) {
        return PostgresStore.openAlone(location, PostgresSettings.defaults());
    }

    @Override
    public Store openReadOnly(StoreLocation location) {
        return PostgresStore.openReadOnly(location);
    }
}
