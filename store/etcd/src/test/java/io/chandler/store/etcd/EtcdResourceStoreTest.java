package io.chandler.store.etcd;

import io.chandler.resources.store.Store;
import io.chandler.store.kit.ResourceStoreContract;
import java.io.IOException;

class EtcdResourceStoreTest implements ResourceStoreContract {

    @Override
    public Store open() throws IOException {
        return EtcdStore.open(EtcdCluster.shared().settings());
    }
}
