package io.chandler.broker.internal.served;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.internal.common.CatalogView;
import io.chandler.broker.internal.common.Vault;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.resources.served.ServedResource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** All that a broker offers to API clients. */
public final class Served {

    private final ResourceStore<InstanceSpec, InstanceStatus> instances;
    private final ResourceStore<BindingSpec, BindingStatus> bindings;
    private final InstanceFace instanceFace;
    private final BindingFace bindingFace;

    /** What is served of these stores; writes go to the front desk. */
    public Served(
            ResourceStore<InstanceSpec, InstanceStatus> instances,
            ResourceStore<BindingSpec, BindingStatus> bindings,
            Requests requests,
            CatalogView catalog,
            Vault vault) {
        this.instances = instances;
        this.bindings = bindings;
        this.instanceFace = new InstanceFace(requests, catalog, vault);
        this.bindingFace = new BindingFace(requests, catalog, vault);
    }

    /** The kinds of objects, for platforms with these namespaces. */
    public List<ServedResource> resources(Set<String> namespaces) {
        return List.of(
                new ServedObjects<>(instances, instanceFace, namespaces),
                new ServedObjects<>(bindings, bindingFace, namespaces));
    }

    /**
     * What carries out the deletions that others ask these stores for, yet to be started.
     *
     * @param pause the shortest before a deletion that failed is begun again
     */
    public List<Deletions<?, ?>> deletions(BrokerListener listener, Duration pause, Clock clock) {
        return List.of(
                new Deletions<>(bindings, bindingFace, listener, pause, clock),
                new Deletions<>(instances, instanceFace, listener, pause, clock));
    }

    /** Begins to tell of what happens to operations. */
    public List<OperationEvents<?, ?>> events(ObjectEvent.Sink sink) {
        return List.of(
                new OperationEvents<>(instances, instanceFace, sink),
                new OperationEvents<>(bindings, bindingFace, sink));
    }
}
