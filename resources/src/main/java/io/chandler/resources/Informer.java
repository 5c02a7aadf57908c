package io.chandler.resources;

import io.chandler.resources.internal.Reflector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A local view of selected objects, kept up to date by watching; it holds all of them in memory, so select few. While
 * the store cannot be reached the view stays as it was; lost history is made good by listing again. Thread-safe.
 */
public final class Informer<S, T> implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Informer.class.getName());

    private final Map<Ref, Resource<S, T>> view = new ConcurrentHashMap<>();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final Handler<S, T> handler;
    private final Reflector<S, T> reflector;
    private final String plural;

    /**
     * Told of each change of the view, one at a time, by the informer's own thread. Must not throw, nor wait for long.
     */
    public interface Handler<S, T> {

        /** An object came into the view. */
        default void added(Resource<S, T> resource) {}

        /** An object in the view changed; states in between may be left out. */
        default void changed(Resource<S, T> before, Resource<S, T> after) {}

        /** An object left the view: it is gone, or selected no longer. */
        default void removed(Resource<S, T> last) {}
    }

    /** A view that is yet to be started. */
    public Informer(ResourceStore<S, T> store, Scope scope, Selector selector, Handler<S, T> handler) {
        this.handler = handler;
        this.plural = store.type().plural();
        this.reflector = new Reflector<>(store, scope, selector, new View());
    }

    /** Begins to fill the view. */
    public void start() {
        reflector.start();
    }

    /** Whether the view has been complete once. */
    public boolean synced() {
        return synced.getCount() == 0;
    }

    /** Waits until the view is complete. @return whether that came in time */
    public boolean awaitSynced(Duration wait) throws InterruptedException {
        return synced.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** An object of the view. */
    public Optional<Resource<S, T>> get(Ref ref) {
        return Optional.ofNullable(view.get(ref));
    }

    /** The objects of the view at this moment, in no order. */
    public Collection<Resource<S, T>> all() {
        return List.copyOf(view.values());
    }

    /** Ends the watch; the view stays as it is. */
    @Override
    public void close() {
        try {
            reflector.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class View implements Reflector.Sink<S, T> {
        private Set<Ref> listed = new HashSet<>();

        @Override
        public void listing() {
            listed = new HashSet<>();
        }

        @Override
        public void listed(Resource<S, T> resource) {
            listed.add(resource.ref());
            put(resource);
        }

        @Override
        public void complete(Revision revision) {
            for (var ref : new ArrayList<>(view.keySet())) {
                if (!listed.contains(ref)) {
                    remove(ref);
                }
            }
            listed = Set.of();
            synced.countDown();
        }

        @Override
        public void changed(WatchEvent<S, T> event) {
            switch (event) {
                case WatchEvent.Added<S, T>(var resource) -> put(resource);
                case WatchEvent.Modified<S, T>(var resource) -> put(resource);
                case WatchEvent.Deleted<S, T>(var resource) -> remove(resource.ref());
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "watching {0} failed ({1}), trying again",
                    plural,
                    cause.getClass().getName());
        }

        private void put(Resource<S, T> resource) {
            var before = view.put(resource.ref(), resource);
            if (before == null) {
                handler.added(resource);
            } else if (!before.revision().equals(resource.revision())) {
                handler.changed(before, resource);
            }
        }

        private void remove(Ref ref) {
            var last = view.remove(ref);
            if (last != null) {
                handler.removed(last);
            }
        }
    }
}
