package io.chandler.store.sql;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.ResourceStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteResourceStoreTest implements ResourceStoreContract {

    @TempDir
    private Path folder;

    @Override
    public Store open() {
        return SqliteStore.open(folder.resolve("store.db"), SqliteSettings.defaults());
    }
}
