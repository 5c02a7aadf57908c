package io.chandler.apiserver;

import io.chandler.resources.store.Store;
import io.chandler.store.sql.SqliteSettings;
import io.chandler.store.sql.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** A store in a file that nobody needs afterwards. */
final class TemporarySqlite {

    private TemporarySqlite() {}

    static Store open() {
        try {
            var folder = Files.createTempDirectory("chandler-apiserver");
            folder.toFile().deleteOnExit();
            return SqliteStore.open(folder.resolve("store.db"), SqliteSettings.defaults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
