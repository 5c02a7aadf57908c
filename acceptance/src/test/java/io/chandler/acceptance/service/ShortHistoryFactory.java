package io.chandler.acceptance.service;

import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.sql.SqliteSettings;
import io.chandler.store.sql.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A store in SQLite that forgets its history soon: {@code short-history:file}. */
public final class ShortHistoryFactory implements StoreFactory {

    /** Changes that are kept. */
    public static final int KEPT = 5_000;

    @Override
    public Set<String> schemes() {
        return Set.of("short-history");
    }

    @Override
    public Store open(StoreLocation location) {
        return SqliteStore.open(file(location), SqliteSettings.defaults().withHistory(KEPT, Duration.ZERO, KEPT));
    }

    @Override
    public boolean isNew(StoreLocation location) {
        return !Files.exists(file(location));
    }

    private static Path file(StoreLocation location) {
        return location.folder().resolve(location.url().substring(location.url().indexOf(':') + 1));
    }
}
