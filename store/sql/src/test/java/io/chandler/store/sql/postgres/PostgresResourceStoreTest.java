package io.chandler.store.sql.postgres;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.ResourceStoreContract;

class PostgresResourceStoreTest implements ResourceStoreContract {

    @Override
    public Store open() throws Exception {
        var server = TestServer.shared();
        return PostgresStore.open(server.location(server.database()), PostgresSettings.defaults());
    }
}
