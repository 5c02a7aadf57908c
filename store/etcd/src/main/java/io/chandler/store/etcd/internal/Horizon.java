package io.chandler.store.etcd.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Where history begins: anybody may compact a cluster. Thread-safe. */
final class Horizon {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final Layout layout;
    private final AtomicLong compacted = new AtomicLong();

    Horizon(Cluster cluster, Layout layout) {
        this.cluster = cluster;
        this.layout = layout;
    }

    /** Notes how far etcd is compacted. */
    void observe(long revision) {
        compacted.accumulateAndGet(revision, Math::max);
    }

    /** Forgets what was known of another cluster. */
    void forget() {
        compacted.set(0);
    }

    /** How far etcd is compacted, as far as is known; 0 for not at all. */
    long compacted() {
        return compacted.get();
    }

    /** Asks etcd whether a revision is still there. @throws StoreException.Expired if not */
    void check(long revision) {
        try {
            cluster.read(RangeRequest.newBuilder()
                    .setKey(layout.head)
                    .setRevision(Math.max(1, revision))
                    .setCountOnly(true)
                    .build());
        } catch (CallException e) {
            throw e.kind() == CallException.Kind.COMPACTED ? expired() : e;
        }
    }

    /** The oldest revision from which a watch or snapshot may start, asked of etcd. */
    long oldest() {
        var head = Head.read(cluster, layout);
        long known = Math.max(head.birth(), compacted.get());
        try {
            cluster.read(RangeRequest.newBuilder()
                    .setKey(layout.head)
                    .setRevision(known)
                    .setCountOnly(true)
                    .build());
        } catch (CallException e) {
            if (e.kind() != CallException.Kind.COMPACTED) {
                throw e;
            }
            ask(known);
        }
        return known(head);
    }

    /** The same as far as it is known without asking how far etcd is compacted. */
    long known(Head head) {
        return Math.min(head.newest(), Math.max(head.birth(), compacted.get()));
    }

    /** Watches from a revision that is gone, to which etcd answers how far it is compacted. */
    private void ask(long gone) {
        var request = WatchCreateRequest.newBuilder()
                .setKey(layout.history)
                .setStartRevision(gone)
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var stream = cluster.watch(request)) {
            while (System.nanoTime() < deadline) {
                var answer = stream.next(PATIENCE);
                if (answer.isPresent() && answer.get().getCompactRevision() > 0) {
                    observe(answer.get().getCompactRevision());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CallException e) {
            // Then it stays with what is known.
        }
    }

    /** Says that history is gone. */
    StoreException.Expired expired() {
        try {
            return new StoreException.Expired(Revision.of(oldest()));
        } catch (CallException e) {
            return new StoreException.Expired(Revision.of(compacted.get()));
        }
    }

    /** Makes etcd forget what was before a revision, which is not newer than the newest change. */
    void compact(long revision) {
        if (revision <= compacted.get()) {
            return;
        }
        try {
            cluster.repeat(
                    KVGrpc.getCompactMethod(),
                    CompactionRequest.newBuilder().setRevision(revision).build());
            observe(revision);
        } catch (CallException e) {
            if (e.kind() != CallException.Kind.COMPACTED) {
                throw e;
            }
        }
    }
}
