package io.chandler.server;

import io.chandler.broker.engine.ManagedBroker;
import io.chandler.resources.ResourceStores;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** A broker that runs: listener, engine and store. Thread-safe. */
public final class RunningBroker implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunningBroker.class.getName());

    private final BrokerServer server;
    private final Optional<ApiMount> api;
    private final ManagedBroker broker;
    private final ResourceStores store;
    private final List<AutoCloseable> others;
    private final Duration shutdownDeadline;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    RunningBroker(
            BrokerServer server,
            Optional<ApiMount> api,
            ManagedBroker broker,
            ResourceStores store,
            List<AutoCloseable> others,
            Duration shutdownDeadline) {
        this.server = server;
        this.api = api;
        this.broker = broker;
        this.store = store;
        this.others = List.copyOf(others);
        this.shutdownDeadline = shutdownDeadline;
    }

    /** Where the broker listens, without the path of a platform. */
    public URI address() {
        return server.address();
    }

    /** Where the Kubernetes-style API listens, if it does. */
    public Optional<URI> apiAddress() {
        return api.map(ApiMount::address);
    }

    /** Whether it has ended, and everything that it runs. */
    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** How many watches the Kubernetes-style API has. */
    int watches() {
        return api.map(mounted -> mounted.api().watching()).orElse(0);
    }

    /** The broker behind the listener. */
    public ManagedBroker broker() {
        return broker;
    }

    /** Waits until the broker has been closed. */
    public void await() throws InterruptedException {
        ended.await();
    }

    /**
     * Ends gracefully: refuses new requests, lets those that run end, stops or hands over operations, closes the store.
     * Takes no longer than the configured deadline, save for the store's last writes. Further calls wait for the first.
     */
    @Override
    public void close() {
        if (!ending.compareAndSet(false, true)) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        LOG.log(Level.INFO, "The broker is ending.");
        var end = System.nanoTime() + shutdownDeadline.toNanos();
        boolean drained = server.drain(shutdownDeadline.dividedBy(2));
        api.ifPresent(mounted -> mounted.drain(shutdownDeadline.dividedBy(4)));
        broker.stop(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        server.close();
        api.ifPresent(ApiMount::close);
        for (var other : others) {
            close(other);
        }
        store.close();
        LOG.log(Level.INFO, drained ? "The broker has ended." : "The broker has ended; requests were cut off.");
        ended.countDown();
    }

    private static void close(AutoCloseable other) {
        try {
            other.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "Something could not be closed.", e);
        }
    }
}
