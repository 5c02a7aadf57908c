package io.chandler.store.kubernetes;

import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.ResourceType;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.kubernetes.internal.Cluster;
import io.chandler.store.kubernetes.internal.ClusterResourceStore;
import io.chandler.store.kubernetes.internal.ClusterUrl;
import io.chandler.store.kubernetes.internal.CustomResources;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The objects of every type as custom resources of a cluster, for several processes at once. Thread-safe. */
public final class KubernetesResourceStores implements ResourceStores {

    private final Cluster cluster;

    private KubernetesResourceStores(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The objects where a location says; one of each kind of the broker is asked for once.
     *
     * @throws StoreOpenException if the cluster cannot be reached, lacks the custom resources or does not let us list them
     */
    public static KubernetesResourceStores open(StoreLocation location) {
        var stores = unchecked(location);
        try {
            for (var kind : CustomResources.values()) {
                stores.list(kind);
            }
            return stores;
        } catch (StoreException e) {
            stores.close();
            throw new StoreOpenException(
                    "the store " + location.display() + " cannot be opened: " + String.valueOf(e.getMessage()), e);
        }
    }

    /** The objects where a location says, without a question to the cluster. */
    static KubernetesResourceStores unchecked(StoreLocation location) {
        return new KubernetesResourceStores(Cluster.of(ClusterUrl.parse(location)));
    }

    @Override
    public <S, T> ResourceStore<S, T> of(ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
        return new ClusterResourceStore<>(cluster, type, mapper, clock);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true);
    }

    @Override
    public boolean othersMayDelete() {
        return true;
    }

    /** Asks for one object: whether the cluster would take a write is not tried. */
    @Override
    public void ping() {
        list(CustomResources.KEY_CHECKS);
    }

    private void list(CustomResources kind) {
        var _ = cluster.ask("list", kind.plural(), "", Map.of("limit", "1"), new byte[0]);
    }

    @Override
    public long writes() {
        return cluster.writes();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
