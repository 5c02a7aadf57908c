package io.chandler.store.sql.postgres;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.CountContract;
import io.chandler.store.kit.DurableStoreContract;

class PostgresStoreTest implements DurableStoreContract, CountContract {

    private String database = "";

    @Override
    public Store open() throws Exception {
        database = TestServer.shared().database();
        return reopen();
    }

    @Override
    public Store reopen() throws Exception {
        return PostgresStore.open(TestServer.shared().location(database), PostgresSettings.defaults());
    }
}
