package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Shows to others that this process uses the store: a key that goes when the process has not renewed its lease for {@link
 * #LIFE}. Who wants the store for himself has one key that all changes of others are refused by, so that a process whose lease
 * ran out while it hung does no harm. Thread-safe.
 */
final class Presence implements AutoCloseable {

    /** How long a process that was killed still counts. */
    static final Duration LIFE = Duration.ofSeconds(20);

    private static final Logger LOG = Logger.getLogger(Presence.class.getName());
    private static final Duration RENEWAL = LIFE.dividedBy(4);
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Layout layout;
    private final EtcdEngine.Use use;
    private final Thread thread;
    private volatile long lease;
    /** The revision at which this process took the store for itself; 0 if it did not. */
    private volatile long alone;

    private Presence(Cluster cluster, Layout layout, EtcdEngine.Use use) {
        this.cluster = cluster;
        this.layout = layout;
        this.use = use;
        this.thread = Thread.ofVirtual().name("chandler-etcd-presence").unstarted(this::run);
    }

    /** @throws StoreOpenException if somebody uses the store in a way that leaves no room for this one */
    static Presence take(Cluster cluster, Layout layout, EtcdEngine.Use use) {
        var presence = new Presence(cluster, layout, use);
        if (use != EtcdEngine.Use.READ_ONLY) {
            if (!presence.enter()) {
                throw new StoreOpenException(presence.refusal());
            }
            presence.thread.start();
        }
        return presence;
    }

    private String refusal() {
        return use == EtcdEngine.Use.SHARED || aloneIsThere()
                ? "the store in etcd is being copied; wait until that has ended. A copy that was killed counts for "
                        + LIFE.toSeconds() + " s more"
                : "a broker is using the store in etcd; end all its replicas first. One that was killed counts for "
                        + LIFE.toSeconds() + " s more";
    }

    private boolean aloneIsThere() {
        return cluster.read(RangeRequest.newBuilder()
                                .setKey(layout.alone)
                                .setCountOnly(true)
                                .build())
                        .getCount()
                > 0;
    }

    /** Writes the key with a new lease. @return whether others leave room for it */
    private boolean enter() {
        long granted = cluster.repeat(
                        LeaseGrpc.getLeaseGrantMethod(),
                        LeaseGrantRequest.newBuilder().setTTL(LIFE.toSeconds()).build())
                .getID();
        lease = granted;
        var key = use == EtcdEngine.Use.ALONE ? layout.alone : layout.user(granted);
        var request = TxnRequest.newBuilder()
                .addCompare(absent(layout.alone))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(key).setLease(granted)))
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(layout.alone)));
        if (use == EtcdEngine.Use.ALONE) {
            request.addCompare(absent(layout.users.first()).toBuilder().setRangeEnd(layout.users.end()));
        }
        var response = cluster.repeat(KVGrpc.getTxnMethod(), request.build());
        if (response.getSucceeded()) {
            alone = use == EtcdEngine.Use.ALONE ? response.getHeader().getRevision() : 0;
            return true;
        }
        // An earlier attempt may have taken it, whose answer was lost.
        var there = response.getResponses(0).getResponseRange();
        if (use == EtcdEngine.Use.ALONE
                && there.getKvsCount() > 0
                && there.getKvs(0).getLease() == granted) {
            alone = there.getKvs(0).getCreateRevision();
            return true;
        }
        revoke();
        return false;
    }

    /** That there is none of some keys. */
    private static Compare absent(ByteString key) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(0)
                .build();
    }

    /** What must be so for a change of this process to be made. */
    Compare condition() {
        return absent(layout.alone).toBuilder().setCreateRevision(alone).build();
    }

    /** What tells, after a change was not made, whether that was for want of the condition. */
    RequestOp question() {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(layout.alone).setKeysOnly(true))
                .build();
    }

    /** Whether the answer to the question says so. */
    boolean isLost(ResponseOp answer) {
        var there = answer.getResponseRange();
        return (there.getKvsCount() == 0 ? 0 : there.getKvs(0).getCreateRevision()) != alone;
    }

    /** Why the change was not made then. */
    StoreException.Unavailable lost() {
        return new StoreException.Unavailable(
                alone == 0
                        ? "the store in etcd is being copied"
                        : "the store in etcd is not this process's alone any more: it did nothing for longer than "
                                + LIFE.toSeconds() + " s",
                true,
                new IllegalStateException("presence"));
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(RENEWAL);
                renew();
            } catch (InterruptedException e) {
                return;
            } catch (CallException | StoreException e) {
                if (cluster.isClosed()) {
                    return;
                }
                LOG.log(Level.FINE, () -> "the presence in etcd could not be renewed: " + e.getMessage());
            }
        }
    }

    private void renew() {
        var answer = cluster.repeat(
                LeaseGrpc.getLeaseKeepAliveMethod(),
                LeaseKeepAliveRequest.newBuilder().setID(lease).build());
        // What was for one process alone is lost for good: its changes are refused from then on.
        if (answer.getTTL() <= 0 && use == EtcdEngine.Use.SHARED) {
            boolean ignored = enter();
        }
    }

    private void revoke() {
        try {
            cluster.repeat(
                    LeaseGrpc.getLeaseRevokeMethod(),
                    LeaseRevokeRequest.newBuilder().setID(lease).build());
        } catch (CallException | StoreException e) {
            LOG.log(Level.FINE, () -> "the presence in etcd ends by itself: " + e.getMessage());
        }
    }

    /** Takes the key away, if etcd answers soon; otherwise it goes by itself. */
    @Override
    public void close() {
        if (use == EtcdEngine.Use.READ_ONLY) {
            return;
        }
        Feed.end(thread);
        var leaving = Thread.ofVirtual().name("chandler-etcd-leave").start(this::revoke);
        try {
            boolean ignored = leaving.join(LEAVING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
