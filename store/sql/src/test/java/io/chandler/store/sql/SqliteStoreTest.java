package io.chandler.store.sql;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.CountContract;
import io.chandler.store.kit.DurableStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest implements DurableStoreContract, CountContract {

    @TempDir
    Path folder;

    @Override
    public Store open() {
        return reopen();
    }

    @Override
    public Store reopen() {
        return SqliteStore.open(folder.resolve("chandler.db"), SqliteSettings.defaults());
    }
}
