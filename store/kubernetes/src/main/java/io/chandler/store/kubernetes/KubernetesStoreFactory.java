package io.chandler.store.kubernetes;

import io.chandler.resources.ResourceStores;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.kubernetes.internal.ClusterUrl;
import java.util.Set;

/**
 * Opens {@code kubernetes:}, the cluster that the process runs in, or
 * {@code kubernetes:?kubeconfig=<file>&context=<name>}; with {@code namespace} and {@code group} where they are others.
 */
public final class KubernetesStoreFactory implements StoreFactory {

    @Override
    public Set<String> schemes() {
        return Set.of(ClusterUrl.SCHEME);
    }

    /** @throws StoreOpenException always: a cluster keeps objects, which this would take apart */
    @Override
    public Store open(StoreLocation location) {
        throw whole(location);
    }

    /** @throws StoreOpenException always, as {@link #open} */
    @Override
    public Store openAlone(StoreLocation location) {
        throw whole(location);
    }

    private static StoreOpenException whole(StoreLocation location) {
        return new StoreOpenException(
                "the store " + location.display()
                        + " is a cluster, which keeps objects: it cannot be copied from or to. A copy goes from sqlite:,"
                        + " postgresql:, etcd: or etcds: to one of these; what a cluster has is moved by a backup of the cluster");
    }

    @Override
    public ResourceStores openResources(StoreLocation location) {
        return KubernetesResourceStores.open(location);
    }

    @Override
    public ResourceStores openResourcesReadOnly(StoreLocation location) {
        return KubernetesResourceStores.open(location);
    }
}
