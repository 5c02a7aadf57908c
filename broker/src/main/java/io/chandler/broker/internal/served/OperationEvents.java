package io.chandler.broker.internal.served;

import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.WatchEvent;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.resources.served.ObjectEvent.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells what happens to operations, for {@code kubectl describe}: begun, tried again, succeeded, failed. It follows the
 * store, so that each replica tells of all. One thread, from construction until {@link #close}.
 */
public final class OperationEvents<S, T extends ObjectStatus<T>> implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int PAGE = 500;
    private static final long PAUSE_SECONDS = 2;

    private final ResourceStore<S, T> store;
    private final Face<S, T> face;
    private final ObjectEvent.Sink sink;

    /** What is known of operations that have not ended, by the uid of their object. */
    private final Map<String, Known> running = new HashMap<>();

    private final Thread thread;

    private record Known(String operationId, int failures) {}

    OperationEvents(ResourceStore<S, T> store, Face<S, T> face, ObjectEvent.Sink sink) {
        this.store = store;
        this.face = face;
        this.sink = sink;
        var from = now();
        this.thread = Thread.ofVirtual()
                .name("chandler-events-" + store.type().plural())
                .start(() -> work(from));
    }

    /** What there is now, so that nothing that happens from now on is missed; empty if the store is away. */
    private Optional<Revision> now() {
        try {
            return Optional.of(begin());
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private void work(Optional<Revision> first) {
        var from = first;
        try {
            while (true) {
                try {
                    follow(from.isPresent() ? from.get() : begin());
                } catch (StoreException e) {
                    // History is gone, or the store is away: begin anew.
                    from = Optional.empty();
                    TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Learns what runs now; nothing is told of it yet. */
    private Revision begin() {
        running.clear();
        var continuation = Optional.<String>empty();
        while (true) {
            var page = store.list(Scope.all(), ObjectTypes.PENDING_ONLY, new ListOptions(PAGE, continuation));
            page.items().forEach(object -> remember(object, object.status().operation()));
            continuation = page.continuation();
            if (continuation.isEmpty()) {
                return page.revision();
            }
        }
    }

    private void follow(Revision after) throws InterruptedException {
        try (var watch = store.watch(Scope.all(), Selector.everything(), after)) {
            while (true) {
                var event = watch.next(WAIT);
                if (event.isPresent()) {
                    if (event.get() instanceof WatchEvent.Deleted<S, T>(var object)) {
                        running.remove(object.metadata().uid());
                    } else {
                        look(event.get().resource());
                    }
                } else if (Thread.interrupted()) {
                    throw new InterruptedException("closed");
                }
            }
        }
    }

    private void look(Resource<S, T> object) {
        var operation = object.status().operation();
        var known = running.get(object.metadata().uid());
        if (known != null && !known.operationId.equals(operation.id())) {
            known = null;
        }
        if (operation.running()) {
            remember(object, operation);
            if (known == null) {
                tell(
                        object,
                        Severity.NORMAL,
                        Conditions.reason(operation),
                        "The " + operation.type().label() + " has begun.",
                        operation.startedAt());
            } else if (operation.failures() > known.failures) {
                tell(
                        object,
                        Severity.WARNING,
                        "Retrying",
                        text(operation, "Something went wrong and is being tried again."),
                        Instant.now());
            }
        } else if (known != null) {
            running.remove(object.metadata().uid());
            ended(object, operation);
        }
    }

    private void ended(Resource<S, T> object, Operation operation) {
        var time = operation.endedAt() == null ? operation.startedAt() : operation.endedAt();
        var label = operation.type().label();
        if (operation.outcome() == Outcome.SUCCEEDED) {
            tell(object, Severity.NORMAL, Conditions.reason(operation), "The " + label + " has succeeded.", time);
        } else {
            tell(
                    object,
                    Severity.WARNING,
                    Conditions.reason(operation),
                    text(operation, "The " + label + " has failed."),
                    time);
        }
    }

    private static String text(Operation operation, String otherwise) {
        var description = operation.description();
        return description == null ? otherwise : description;
    }

    private void remember(Resource<S, T> object, Operation operation) {
        running.put(object.metadata().uid(), new Known(operation.id(), operation.failures()));
    }

    private void tell(Resource<S, T> object, Severity severity, String reason, String message, Instant time) {
        sink.happened(new ObjectEvent(
                store.type().kind(), face.shown(object), object.metadata().uid(), severity, reason, message, time));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
