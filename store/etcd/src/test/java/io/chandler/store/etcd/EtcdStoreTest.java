package io.chandler.store.etcd;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.DurableStoreContract;
import java.io.IOException;

class EtcdStoreTest implements DurableStoreContract {

    private EtcdSettings settings;

    @Override
    public Store open() throws IOException {
        settings = EtcdCluster.shared().settings();
        return reopen();
    }

    @Override
    public Store reopen() {
        return EtcdStore.open(settings);
    }
}
