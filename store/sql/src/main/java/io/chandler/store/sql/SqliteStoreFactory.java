package io.chandler.store.sql;

import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Opens {@code sqlite:<file>}. */
public final class SqliteStoreFactory implements StoreFactory {

    private static final String SCHEME = "sqlite";

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public Store open(StoreLocation location) {
        return SqliteStore.open(file(location), SqliteSettings.defaults());
    }

    @Override
    public Store openAlone(StoreLocation location) {
        return open(location);
    }

    @Override
    public Store openReadOnly(StoreLocation location) {
        return SqliteStore.openReadOnly(file(location));
    }

    @Override
    public boolean isNew(StoreLocation location) {
        return !Files.exists(file(location));
    }

    @Override
    public void backup(StoreLocation location, Path target) {
        SqliteStore.backup(file(location), target);
    }

    private static Path file(StoreLocation location) {
        var name = location.url().substring(SCHEME.length() + 1);
        if (name.isBlank()) {
            throw new StoreOpenException("store.url must name a file after sqlite:");
        }
        return location.folder().resolve(name);
    }
}
