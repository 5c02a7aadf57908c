package io.chandler.broker.internal.desk;

import io.chandler.broker.EngineSettings;
import io.chandler.broker.catalog.PlanSettings;
import io.chandler.broker.internal.common.Beginnings;
import io.chandler.broker.internal.common.CatalogView;
import io.chandler.broker.internal.common.Completions;
import io.chandler.broker.internal.common.Vault;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What both halves of the front desk need.
 *
 * @param submitInstance hands an instance with a begun operation to the controller of instances
 * @param submitBinding hands a binding with a begun operation to the controller of bindings
 */
public record Desk(
        ResourceStore<InstanceSpec, InstanceStatus> instances,
        ResourceStore<BindingSpec, BindingStatus> bindings,
        Consumer<Resource<InstanceSpec, InstanceStatus>> submitInstance,
        Consumer<Resource<BindingSpec, BindingStatus>> submitBinding,
        EngineSettings settings,
        CatalogView catalog,
        Vault vault,
        Beginnings beginnings,
        Completions completions,
        Clock clock) {

    /** A sentence about an id that is too long or empty, if it is. */
    Optional<String> badId(String what, String id) {
        if (id.length() > ObjectTypes.LONGEST_ID) {
            return Optional.of(what + " must have at most " + ObjectTypes.LONGEST_ID + " characters.");
        }
        return Optional.empty();
    }

    /**
     * Removes what is left of a deleted object.
     *
     * @return whether it is gone: not where somebody else's finalizer of the store holds it
     * @throws io.chandler.resources.StoreException.Conflict if it has changed
     */
    <S, T> boolean forget(ResourceStore<S, T> store, Resource<S, T> deleted) {
        var last = deleted;
        if (deleted.metadata().finalizers().contains(ObjectTypes.FINALIZER)) {
            var unheld = deleted.withMetadata(deleted.metadata().withAnnotations(Map.of()));
            last = store.replace(ObjectTypes.gone(unheld, clock.instant()), deleted);
            if (last.deleting()) {
                return last.metadata().finalizers().isEmpty();
            }
        }
        return store.delete(last.ref(), Optional.of(last.revision()))
                .metadata()
                .finalizers()
                .isEmpty();
    }

    /** When a platform should ask again about a running operation. */
    Duration retryAfter(Operation operation, PlanSettings plan) {
        var due = operation.due();
        if (due != null) {
            var wait = Duration.between(clock.instant(), due);
            if (wait.isPositive()) {
                return wait.plusSeconds(1);
            }
        }
        return plan.pollInterval();
    }

    /** What a user reads of a failed operation. */
    static Optional<String> sentence(Operation operation) {
        return Optional.ofNullable(operation.description());
    }
}
