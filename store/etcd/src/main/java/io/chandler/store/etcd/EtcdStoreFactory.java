package io.chandler.store.etcd;

import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.etcd.internal.EtcdUrl;
import java.util.Set;

/** Opens {@code etcd://host:port,host:port/prefix}, and {@code etcds:} for TLS; see {@link EtcdSettings#parse}. */
public final class EtcdStoreFactory implements StoreFactory {

    @Override
    public Set<String> schemes() {
        return EtcdUrl.SCHEMES;
    }

    @Override
    public Store open(StoreLocation location) {
        return EtcdStore.open(settings(location));
    }

    @Override
    public Store openAlone(StoreLocation location) {
        return EtcdStore.openAlone(settings(location));
    }

    @Override
    public Store openReadOnly(StoreLocation location) {
        return EtcdStore.openExisting(settings(location));
    }

    private static EtcdSettings settings(StoreLocation location) {
        return EtcdUrl.parse(location);
    }
}
