package io.chandler.broker.engine;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.resources.ListOptions;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Forgets objects whose deletion is longer ago than they are to be remembered. Looks after the start and once an hour. */
final class Janitor implements AutoCloseable {

    /** So long operations that were interrupted go first: to look takes hundreds of questions to the store. */
    private static final Duration AFTER_START = Duration.ofSeconds(2);

    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int DAYS_BACK = 400;
    private static final int PAGE = 500;

    private final ResourceStore<InstanceSpec, InstanceStatus> instances;
    private final ResourceStore<BindingSpec, BindingStatus> bindings;
    private final Duration retention;
    private final BrokerListener listener;
    private final Clock clock;
    private Optional<Thread> thread = Optional.empty();

    Janitor(
            ResourceStore<InstanceSpec, InstanceStatus> instances,
            ResourceStore<BindingSpec, BindingStatus> bindings,
            Duration retention,
            BrokerListener listener,
            Clock clock) {
        this.instances = instances;
        this.bindings = bindings;
        this.retention = retention;
        this.listener = listener;
        this.clock = clock;
    }

    synchronized void start() {
        thread = Optional.of(Thread.ofVirtual().name("chandler-janitor").start(this::work));
    }

    private void work() {
        try {
            Thread.sleep(AFTER_START);
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    forget();
                } catch (StoreException e) {
                    listener.trouble("could not forget deleted objects; trying again in an hour", e);
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Removes what was deleted before the retention began. A day is forgotten once the whole of it is old enough. */
    void forget() {
        var newest = clock.instant().minus(retention).minus(Duration.ofDays(1));
        for (int back = 0; back < DAYS_BACK; back++) {
            var day = Selector.label(ObjectTypes.WORK, ObjectTypes.gone(newest.minus(Duration.ofDays(back))));
            forget(bindings, day);
            forget(instances, day);
        }
    }

    private static <S, T> void forget(ResourceStore<S, T> store, Selector day) {
        while (true) {
            var page = store.list(Scope.all(), day, ListOptions.first(PAGE));
            for (var object : page.items()) {
                try {
                    var _ = store.delete(object.ref(), Optional.of(object.revision()));
                } catch (StoreException.Conflict | StoreException.NotFound e) {
                    // It was created anew, or another replica was first.
                }
            }
            if (page.continuation().isEmpty()) {
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
