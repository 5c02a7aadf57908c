package io.chandler.store.etcd;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import io.chandler.store.etcd.internal.EtcdEngine;
import io.chandler.store.etcd.internal.EtcdEngine.Use;
import java.util.Optional;

/**
 * A store in etcd 3.4 or later, shared by any number of processes. What is acknowledged, a majority of the members has on its
 * disks; reads see every acknowledged write. Thread-safe; made for callers on virtual threads.
 *
 * <p>While no majority can be reached, calls are tried at each member until their time is up and throw {@link
 * StoreException.Unavailable} then. Where the answer to a write was lost, the store looks whether it was done; only where that
 * cannot be told is the exception not {@linkplain StoreException.Unavailable#certain certain}.
 */
public final class EtcdStore implements Store {

    private final EtcdSettings settings;
    private final EtcdEngine engine;

    private EtcdStore(EtcdSettings settings, EtcdEngine engine) {
        this.settings = settings;
        this.engine = engine;
    }

    /**
     * Opens a store, which is made if it is not there.
     *
     * @throws StoreOpenException if etcd cannot be reached or refuses, a file for TLS cannot be used, a newer version wrote
     *     the store, or it is being copied
     */
    public static EtcdStore open(EtcdSettings settings) {
        return new EtcdStore(settings, EtcdEngine.open(settings, Use.SHARED));
    }

    /**
     * The same for this process alone: until it is closed no other can open the store or write to it. A process that was
     * killed keeps others out for 20 seconds more.
     *
     * @throws StoreOpenException also if another process uses the store
     */
    public static EtcdStore openAlone(EtcdSettings settings) {
        return new EtcdStore(settings, EtcdEngine.open(settings, Use.ALONE));
    }

    /** Opens a store that is there, without compacting it. @throws StoreOpenException also if it is not there */
    public static EtcdStore openExisting(EtcdSettings settings) {
        return new EtcdStore(settings, EtcdEngine.open(settings, Use.READ_ONLY));
    }

    @Override
    public Optional<Entry> get(String key) {
        return engine.get(key);
    }

    @Override
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1: " + limit);
        }
        return engine.range(prefix, tag, startAfter, limit, at);
    }

    @Override
    public Revision create(String key, String tag, byte[] value) {
        return engine.create(key, tag, value);
    }

    @Override
    public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
        return engine.swap(key, expected, tag, value);
    }

    @Override
    public Revision compareAndDelete(String key, Revision expected) {
        return engine.delete(key, expected);
    }

    @Override
    public Subscription watch(String prefix, Revision after) {
        return engine.watch(prefix, after);
    }

    @Override
    public Revision current() {
        return engine.current();
    }

    @Override
    public Revision oldest() {
        return engine.oldest();
    }

    /** {@inheritDoc} Compacts the whole cluster, also for its other users. */
    @Override
    public void compact(Revision upTo) {
        engine.compact(upTo);
    }

    @Override
    public void ping() {
        engine.ping();
    }

    @Override
    public long writes() {
        return engine.writes();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true);
    }

    /** Ends all calls and subscriptions. Later calls do nothing. */
    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return "EtcdStore[" + settings.members() + " " + settings.prefix() + "]";
    }
}
