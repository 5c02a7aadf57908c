package io.chandler.broker.engine;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Sealed;
import io.chandler.broker.secrets.Keyring;
import io.chandler.broker.secrets.SealException;
import io.chandler.osb.Json;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Seals with the primary key what another key has sealed, in the background, and then takes the other keys from the
 * store's list of keys in use. An object with a running operation is left until the operation has ended. On a shared store
 * it waits until no replica seals with another key, and looks after the list as long as the broker runs.
 */
final class KeyRotation implements AutoCloseable {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final int PAGE = 200;

    private final KeyCheck check;
    private final List<ResourceStore<?, ?>> stores;
    private final JsonMapper resealing;
    private final BrokerListener listener;
    private Optional<Thread> thread = Optional.empty();

    /** Whether there are values that no key opens, so that trying again is of no use. */
    private boolean unable;

    KeyRotation(KeyCheck check, Keyring keyring, List<ResourceStore<?, ?>> stores, BrokerListener listener) {
        this.check = check;
        this.stores = stores;
        this.listener = listener;
        this.resealing = Json.mapper()
                .rebuild()
                .addModule(new SimpleModule().addSerializer(Sealed.class, new Resealing(keyring)))
                .build();
    }

    synchronized void start() {
        thread = Optional.of(Thread.ofVirtual().name("chandler-key-rotation").start(this::work));
    }

    private void work() {
        try {
            boolean rotated = false;
            while (true) {
                var use = look();
                if (rotated && use == KeyCheck.Use.OURS_ALONE) {
                    listener.keysRotated();
                }
                rotated = use == KeyCheck.Use.OTHERS_LEFT && everythingIsResealed() && othersAreTakenAway();
                if (rotated && !check.shared()) {
                    listener.keysRotated();
                    return;
                }
                // After the others were taken away, a replica that seals with one of them has the time to put it back.
                Thread.sleep(rotated ? check.lease() : pause());
            }
        } catch (InterruptedException e) {
            // Closed; the next start goes on.
        }
    }

    private Duration pause() {
        if (!check.shared()) {
            return LONGEST_PAUSE;
        }
        return check.lease().dividedBy(4);
    }

    private KeyCheck.Use look() throws InterruptedException {
        try {
            return check.look();
        } catch (StoreException e) {
            stopIfInterrupted();
        } catch (IllegalStateException e) {
            listener.trouble(
                    "another replica seals with an encryption key that this one does not have; add it here", e);
        }
        return KeyCheck.Use.OTHERS_IN_USE;
    }

    private boolean othersAreTakenAway() throws InterruptedException {
        try {
            return check.onlyPrimaryInUse();
        } catch (StoreException e) {
            stopIfInterrupted();
            listener.trouble("could not change the list of encryption keys in use; trying again", e);
            return false;
        }
    }

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
    }

    private boolean everythingIsResealed() throws InterruptedException {
        if (unable) {
            return false;
        }
        try {
            boolean all = true;
            for (var store : stores) {
                all &= reseal(store);
            }
            return all;
        } catch (StoreException.Expired e) {
            // The snapshot is no longer kept, because so much was written since: go on from the beginning.
            return false;
        } catch (StoreException e) {
            stopIfInterrupted();
            listener.trouble("could not seal values with the first encryption key; trying again", e);
            return false;
        } catch (SealException e) {
            listener.trouble("could not seal all values with the first encryption key; the other keys are needed", e);
            unable = true;
            return false;
        }
    }

    /** Reseals the objects that rest, a page at once. Returns whether none is left. */
    private <S, T> boolean reseal(ResourceStore<S, T> store) throws InterruptedException {
        boolean all = true;
        var options = ListOptions.first(PAGE);
        while (true) {
            var page = store.list(Scope.all(), Selector.everything(), options);
            try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
                var done = writers.invokeAll(page.items().stream()
                        .<Callable<Boolean>>map(object -> () -> resealed(store, object))
                        .toList());
                for (var one : done) {
                    all &= result(one);
                }
            }
            if (page.continuation().isEmpty()) {
                return all;
            }
            options = new ListOptions(PAGE, page.continuation());
        }
    }

    private static boolean result(Future<Boolean> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Whether the primary key has sealed all of the object now. */
    private <S, T> boolean resealed(ResourceStore<S, T> store, Resource<S, T> object) {
        var type = store.type();
        var changed =
                object.withSpec(copy(object.spec(), type.spec())).withStatus(copy(object.status(), type.status()));
        if (changed.equals(object)) {
            return true;
        }
        if (ObjectTypes.PENDING_ONLY.matches(object.metadata().labels())) {
            return false;
        }
        try {
            var _ = store.replace(changed, object.revision());
            return true;
        } catch (StoreException.NotFound e) {
            return true;
        } catch (StoreException.Conflict e) {
            return false;
        }
    }

    private <V> V copy(V value, Class<V> type) {
        return Json.mapper().readValue(resealing.writeValueAsBytes(value), type);
    }

    /** Ends within a moment; nothing is written afterwards. A store that hangs is not waited for. */
    @Override
    public synchronized void close() {
        thread.ifPresent(running -> {
            running.interrupt();
            try {
                boolean _ = running.join(CLOSE_LIMIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Writes a sealed value as the primary key seals it. */
    private static final class Resealing extends ValueSerializer<Sealed> {

        private final Keyring keyring;

        Resealing(Keyring keyring) {
            this.keyring = keyring;
        }

        @Override
        public void serialize(Sealed value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(keyring.reseal(value.text()));
        }
    }
}
