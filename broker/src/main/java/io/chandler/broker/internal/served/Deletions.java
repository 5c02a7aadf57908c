package io.chandler.broker.internal.served;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.OperationType;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.WatchEvent;
import io.chandler.resources.served.ApiRefusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Carries out the deletions that others ask a store for, past the broker: each becomes the front desk's request of an API
 * client. The object holds on by its finalizer until the backend is gone; what failed is begun again after a while. Objects
 * without the finalizer get it. Each replica does so, and of their requests the desk takes one. One thread, from
 * {@link #start} until {@link #close}.
 */
public final class Deletions<S, T extends ObjectStatus<T>> implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(5);
    private static final Duration UNREADABLE_PAUSE = Duration.ofSeconds(15);
    private static final Selector PRESENT = new Selector(List.of(ObjectTypes.PRESENT));
    private static final int PAGE = 500;
    private static final long STORE_PAUSE_SECONDS = 2;

    private final ResourceStore<S, T> store;
    private final Face<S, T> face;
    private final BrokerListener listener;
    private final Duration shortestPause;
    private final Clock clock;
    private final Thread thread;

    /** The objects whose deletion was asked for, and when there is something to do for them. */
    private final Map<Ref, Instant> waiting = new HashMap<>();

    /** The waiting objects of which the operator was told why they wait. */
    private final Set<Ref> told = new HashSet<>();

    Deletions(
            ResourceStore<S, T> store, Face<S, T> face, BrokerListener listener, Duration shortestPause, Clock clock) {
        this.store = store;
        this.face = face;
        this.listener = listener;
        this.shortestPause = shortestPause;
        this.clock = clock;
        this.thread = Thread.ofVirtual()
                .name("chandler-deletions-" + store.type().plural())
                .unstarted(this::work);
    }

    /** Begins, with those that were asked for while nobody looked. */
    public void start() {
        thread.start();
    }

    private void work() {
        try {
            while (true) {
                try {
                    follow(begin());
                } catch (StoreException.Invalid e) {
                    listener.trouble(
                            "deletions in the store cannot be followed, as something in it: " + e.getMessage(), e);
                    Thread.sleep(atMostShortestPause(UNREADABLE_PAUSE));
                } catch (StoreException e) {
                    // History is gone, or the store is away: begin anew.
                    TimeUnit.SECONDS.sleep(STORE_PAUSE_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private Revision begin() {
        waiting.clear();
        var continuation = Optional.<String>empty();
        while (true) {
            var page = store.list(Scope.all(), PRESENT, new ListOptions(PAGE, continuation));
            page.items().forEach(this::look);
            continuation = page.continuation();
            if (continuation.isEmpty()) {
                return page.revision();
            }
        }
    }

    private void follow(Revision after) throws InterruptedException {
        try (var watch = store.watch(Scope.all(), PRESENT, after)) {
            while (true) {
                carryOutWhatIsDue();
                var event = watch.next(untilNext());
                if (event.isPresent()) {
                    if (event.get() instanceof WatchEvent.Deleted<S, T>(var object)) {
                        forget(object.ref());
                    } else {
                        look(event.get().resource());
                    }
                } else if (Thread.interrupted()) {
                    throw new InterruptedException("closed");
                }
            }
        }
    }

    private Duration untilNext() {
        var now = clock.instant();
        var next = waiting.values().stream().min(Instant::compareTo).orElse(Instant.MAX);
        if (!next.isAfter(now)) {
            return Duration.ZERO;
        }
        return next.isAfter(now.plus(WAIT)) ? WAIT : Duration.between(now, next);
    }

    private void look(Resource<S, T> object) {
        boolean held = object.metadata().finalizers().contains(ObjectTypes.FINALIZER);
        if (!object.deleting()) {
            if (!held && !ObjectTypes.PENDING_ONLY.matches(object.metadata().labels())) {
                hold(object);
            }
        } else if (held) {
            waiting.put(object.ref(), due(object));
        } else {
            forget(object.ref());
        }
    }

    private void forget(Ref ref) {
        waiting.remove(ref);
        told.remove(ref);
    }

    /** Writes an object that lacks the finalizer. The next write of an operation does so too. */
    private void hold(Resource<S, T> object) {
        try {
            var _ = store.replace(object, object);
        } catch (StoreException.Conflict | StoreException.NotFound | StoreException.Invalid e) {
            // It has changed, or has no room.
        }
    }

    /** When there is something to do for an object that is to go; the watch tells of the end of what runs. */
    private Instant due(Resource<S, T> object) {
        var operation = object.status().operation();
        if (face.deleted(object.status())) {
            return Instant.MAX; // Finalizers of API clients hold it.
        }
        if (operation.running()) {
            boolean begins = operation.type() == OperationType.PROVISION || operation.type() == OperationType.BIND;
            return begins ? Instant.MIN : Instant.MAX;
        }
        var ended = operation.endedAt();
        var asked = object.metadata().deletionTimestamp();
        if (!operation.deletes() || ended == null || asked.isEmpty()) {
            return Instant.MIN;
        }
        return ended.plus(pause(Duration.between(asked.get(), ended)));
    }

    /** The pause after a deletion that failed, this long after it was asked for first. */
    private Duration pause(Duration tried) {
        var half = tried.dividedBy(2);
        if (half.compareTo(shortestPause) < 0) {
            return shortestPause;
        }
        return half.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : half;
    }

    private Duration atMostShortestPause(Duration pause) {
        return pause.compareTo(shortestPause) < 0 ? pause : shortestPause;
    }

    private void carryOutWhatIsDue() {
        var now = clock.instant();
        var due = waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(this::carryOut);
    }

    private void carryOut(Ref ref) {
        var found = store.get(ref);
        if (found.isEmpty()) {
            forget(ref);
            return;
        }
        var object = found.get();
        look(object);
        if (waiting.getOrDefault(ref, Instant.MAX).isAfter(clock.instant())) {
            return;
        }
        try {
            face.delete(object, Requests.stranger(ref.namespace()), stored -> {
                if (!stored.revision().equals(object.revision())) {
                    throw new Changed();
                }
                return stored;
            });
            waiting.put(ref, Instant.MAX);
        } catch (Changed e) {
            // Look again.
        } catch (ApiRefusal.NotFound e) {
            forget(ref);
        } catch (ApiRefusal e) {
            waiting.put(ref, clock.instant().plus(atMostShortestPause(REFUSED_PAUSE)));
            if (e instanceof ApiRefusal.Conflict && told.add(ref)) {
                listener.trouble(
                        store.type().kind() + " " + ref + " is to be deleted, but cannot be yet: " + e.message(), e);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** The object is not what it was when its deletion was found to be due. */
    private static final class Changed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Changed() {
            super("the object has changed", null, false, false);
        }
    }
}
