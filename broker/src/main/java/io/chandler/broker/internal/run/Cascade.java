package io.chandler.broker.internal.run;

import io.chandler.broker.internal.common.Beginnings;
import io.chandler.broker.internal.common.Completions;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Removes the bindings of an instance before the instance goes. */
public final class Cascade {

    private static final int PAGE = 200;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final ResourceStore<BindingSpec, BindingStatus> bindings;
    private final Beginnings beginnings;
    private final Completions completions;
    private final Consumer<Resource<BindingSpec, BindingStatus>> submit;

    /** A cascade over these bindings; {@code submit} hands a begun removal to the controller of bindings. */
    public Cascade(
            ResourceStore<BindingSpec, BindingStatus> bindings,
            Beginnings beginnings,
            Completions completions,
            Consumer<Resource<BindingSpec, BindingStatus>> submit) {
        this.bindings = bindings;
        this.beginnings = beginnings;
        this.completions = completions;
        this.submit = submit;
    }

    /** Whether the instance has bindings that are not deleted. */
    public boolean hasBindings(Ref instance) {
        return !living(instance).isEmpty();
    }

    /**
     * Begins the removal of every binding and waits until all are gone.
     *
     * @throws IllegalStateException if a binding cannot be removed
     */
    void removeBindings(Ref instance, Operation operation) throws InterruptedException {
        var begun = new ArrayList<Ref>();
        while (true) {
            var living = living(instance);
            if (living.isEmpty()) {
                return;
            }
            for (var binding : living) {
                if (binding.status().phase() == BindingPhase.DELETE_FAILED && begun.contains(binding.ref())) {
                    throw new IllegalStateException("binding " + binding.spec().id() + " could not be removed");
                }
                if (binding.status().phase() != BindingPhase.DELETING) {
                    begin(binding, operation);
                    begun.add(binding.ref());
                }
            }
            boolean _ = completions.await(living.getFirst().status().operation().id(), LOOK_AGAIN);
            if (!living(instance).isEmpty()) {
                Thread.sleep(Duration.ofMillis(20));
            }
        }
    }

    private void begin(Resource<BindingSpec, BindingStatus> binding, Operation operation) {
        var left = Duration.between(beginnings.now(), operation.deadline());
        try {
            var begun = bindings.replace(beginnings.unbind(binding, left), binding);
            completions.expect(begun.status().operation().id());
            submit.accept(begun);
        } catch (StoreException.Conflict | StoreException.NotFound e) {
            // It has changed: the next look shows how.
        }
    }

    private List<Resource<BindingSpec, BindingStatus>> living(Ref instance) {
        var living = new ArrayList<Resource<BindingSpec, BindingStatus>>();
        var continuation = Optional.<String>empty();
        do {
            var page = bindings.list(
                    ObjectTypes.bindingsOf(instance), Selector.everything(), new ListOptions(PAGE, continuation));
            for (var binding : page.items()) {
                if (binding.status().phase() != BindingPhase.DELETED) {
                    living.add(binding);
                }
            }
            continuation = page.continuation();
        } while (continuation.isPresent());
        return living;
    }
}
