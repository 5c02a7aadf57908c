package io.chandler.store.etcd.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Subscription;
import io.chandler.store.etcd.EtcdSettings;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a store in etcd, put together. Thread-safe. */
public final class EtcdEngine implements AutoCloseable {

    private final Cluster cluster;
    private final Layout layout;
    private final Horizon horizon;
    private final Presence presence;
    private final Reader reader;
    private final Feed feed;
    private final Writer writer;
    private final @Nullable Compactor compactor;

    /** How a process uses the store. */
    public enum Use {
        /** Beside others. */
        SHARED,
        /** While nobody else does. */
        ALONE,
        /** Beside others, without writing; the store must be there. */
        READ_ONLY
    }

    private EtcdEngine(EtcdSettings settings, Cluster cluster, Use use) {
        this.cluster = cluster;
        layout = new Layout(settings.prefix());
        horizon = new Horizon(cluster, layout);
        var tags = new Tags();
        var found = Head.find(cluster, layout);
        presence = Presence.take(cluster, layout, use);
        var head = found.orElseGet(() -> make(settings, use));
        reader = new Reader(cluster, layout, tags, horizon);
        feed = new Feed(cluster, layout, tags, horizon, head);
        writer = new Writer(cluster, layout, tags, reader, feed, presence);
        compactor = settings.compaction() instanceof EtcdSettings.Compaction.Own rule && use == Use.SHARED
                ? new Compactor(cluster, layout, horizon, rule, Clock.systemUTC())
                : null;
    }

    private Head make(EtcdSettings settings, Use use) {
        if (use == Use.READ_ONLY) {
            throw new StoreOpenException(
                    "there is no store in etcd with the prefix \"" + settings.prefix() + "\" of store.url");
        }
        return Head.make(cluster, layout, Head.mark(0, 0));
    }

    /** @throws StoreOpenException if etcd cannot be used, with the reason */
    public static EtcdEngine open(EtcdSettings settings, Use use) {
        var cluster = new Cluster(settings);
        try {
            var engine = new EtcdEngine(settings, cluster, use);
            engine.feed.start();
            if (engine.compactor != null) {
                engine.compactor.start();
            }
            return engine;
        } catch (CallException | StoreException e) {
            cluster.close();
            throw new StoreOpenException("the store in etcd cannot be opened: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public Optional<Entry> get(String key) {
        return reading(() -> reader.get(key));
    }

    /** See {@link io.chandler.resources.store.Store#range}. */
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        return reading(() -> {
            long revision = at.map(EtcdEngine::number).orElse(0L);
            if (at.isPresent() && revision <= 0) {
                throw horizon.expired();
            }
            return reader.range(prefix, tag, startAfter, limit, revision);
        });
    }

    public Revision create(String key, String tag, byte[] value) {
        Layout.check(key, tag, value);
        return Revision.of(writing(() -> writer.create(key, tag, value)));
    }

    public Revision swap(String key, Revision expected, String tag, byte[] value) {
        Layout.check(key, tag, value);
        return Revision.of(writing(() -> writer.swap(key, number(expected), tag, value)));
    }

    public Revision delete(String key, Revision expected) {
        Layout.checkKey(key);
        return Revision.of(writing(() -> writer.delete(key, number(expected))));
    }

    public Subscription watch(String prefix, Revision after) {
        return reading(() -> {
            long revision = number(after);
            if (revision < 0) {
                throw horizon.expired();
            }
            return feed.subscribe(prefix, revision);
        });
    }

    public Revision current() {
        return Revision.of(reading(() -> Head.read(cluster, layout)).newest());
    }

    public Revision oldest() {
        return Revision.of(reading(horizon::oldest));
    }

    public void compact(Revision upTo) {
        reading(() -> {
            long wanted = number(upTo);
            long newest = Head.read(cluster, layout).newest();
            horizon.compact(wanted < 0 ? newest : Math.min(wanted, newest));
            return newest;
        });
    }

    /** Makes sure that a majority answers and that there is space. */
    public void ping() {
        reading(() -> {
            try {
                var alarms = cluster.repeat(
                        MaintenanceGrpc.getAlarmMethod(),
                        AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.GET)
                                .setAlarm(AlarmType.NONE)
                                .build());
                if (alarms.getAlarmsList().stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE)) {
                    throw CallException.of(
                            "", io.grpc.Status.RESOURCE_EXHAUSTED.withDescription("database space exceeded"), true);
                }
            } catch (CallException e) {
                if (e.kind() != CallException.Kind.REFUSED
                        || String.valueOf(e.getMessage()).contains("NOSPACE")) {
                    throw e;
                }
                // Who may not see alarms may read.
                return Head.read(cluster, layout).newest();
            }
            return 0L;
        });
    }

    public long writes() {
        return writer.writes();
    }

    /** Open watches. */
    public int subscriptions() {
        return feed.subscriptions();
    }

    private <R> R reading(Supplier<R> action) {
        cluster.checkOpen();
        try {
            return action.get();
        } catch (CallException e) {
            throw e.unavailable(true);
        }
    }

    private long writing(Supplier<Long> action) {
        cluster.checkOpen();
        try {
            return action.get();
        } catch (CallException e) {
            // A read before the write has failed: the write itself says what it knows.
            throw e.unavailable(true);
        }
    }

    /** A revision too wide for etcd is none of its own. */
    private static long number(Revision revision) {
        return revision.compareTo(Revision.of(Long.MAX_VALUE)) > 0 ? -1 : revision.asLong();
    }

    /** Ends all calls and subscriptions. Later calls do nothing. */
    @Override
    public void close() {
        if (compactor != null) {
            compactor.close();
        }
        feed.close();
        presence.close();
        cluster.close();
    }
}
