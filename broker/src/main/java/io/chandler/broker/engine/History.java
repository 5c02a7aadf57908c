package io.chandler.broker.engine;

import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.osb.Json;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What instances and bindings went through. Thread-safe. */
public final class History {

    private final ResourceStore<InstanceSpec, InstanceStatus> instances;
    private final ResourceStore<BindingSpec, BindingStatus> bindings;

    History(ResourceStore<InstanceSpec, InstanceStatus> instances, ResourceStore<BindingSpec, BindingStatus> bindings) {
        this.instances = instances;
        this.bindings = bindings;
    }

    /** The history in a store, which a broker of this or another process writes. Closing the store is up to its owner. */
    public static History of(ResourceStores stores) {
        var clock = Clock.systemUTC();
        return new History(
                stores.of(ObjectTypes.INSTANCES, Json.mapper(), clock),
                stores.of(ObjectTypes.BINDINGS, Json.mapper(), clock));
    }

    /**
     * One operation.
     *
     * @param type such as {@code provision}
     * @param attempts runs of the service's method that failed, and the last or present one; a run that ended with its
     *     process is carried on by the next and does not count
     * @param outcome {@code running}, {@code succeeded}, {@code refused}, {@code failed} or {@code cancelled}
     * @param description what the user was told last
     */
    public record Entry(
            String id,
            String type,
            Instant startedAt,
            Optional<Instant> endedAt,
            int attempts,
            String outcome,
            Optional<String> description) {}

    /** The operations of an instance, oldest first; empty if the id is unknown. */
    public List<Entry> ofInstance(String platform, String instanceId) {
        return entries(instances.get(ObjectTypes.instance(platform, instanceId)));
    }

    /** The operations of a binding, oldest first; empty if the id is unknown. */
    public List<Entry> ofBinding(String platform, String instanceId, String bindingId) {
        return entries(bindings.get(ObjectTypes.binding(platform, instanceId, bindingId)));
    }

    private static <S, T extends ObjectStatus<T>> List<Entry> entries(Optional<Resource<S, T>> object) {
        var entries = new ArrayList<Entry>();
        object.ifPresent(found -> {
            found.status()
                    .history()
                    .forEach(past -> entries.add(new Entry(
                            past.id(),
                            past.type().label(),
                            past.startedAt(),
                            Optional.of(past.endedAt()),
                            past.attempts(),
                            past.outcome().name().toLowerCase(Locale.ROOT),
                            Optional.ofNullable(past.description()))));
            entries.add(latest(found.status().operation()));
        });
        return entries;
    }

    private static Entry latest(Operation operation) {
        var outcome = operation.outcome();
        return new Entry(
                operation.id(),
                operation.type().label(),
                operation.startedAt(),
                Optional.ofNullable(operation.endedAt()),
                operation.failures() + 1,
                operation.running() || outcome == null
                        ? "running"
                        : outcome.name().toLowerCase(Locale.ROOT),
                Optional.ofNullable(operation.description()));
    }
}
