package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.StoreOpenException;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The key that every change is written with.
 *
 * @param cluster which cluster it is in; another one after a restore
 * @param birth the revision at which the store was made
 * @param newest the revision of its newest change
 * @param etcd the revision of etcd at which this was so; greater where others write too
 */
record Head(long cluster, long birth, long newest, long etcd) {

    private static final byte FORM = 1;

    /** How a change is told from those of others: the form of the layout, then who wrote it and his how manieth it is. */
    static ByteString mark(long writer, long number) {
        return ByteString.copyFrom(ByteBuffer.allocate(17)
                .put(FORM)
                .putLong(writer)
                .putLong(number)
                .flip());
    }

    static RangeRequest request(Layout layout) {
        return RangeRequest.newBuilder().setKey(layout.head).build();
    }

    /** Reads the head of a store, if there is one. @throws StoreOpenException if a newer version wrote it */
    static Optional<Head> find(Cluster cluster, Layout layout) {
        return of(cluster.read(request(layout)));
    }

    /** Reads the head of an open store. */
    static Head read(Cluster cluster, Layout layout) {
        return find(cluster, layout).orElseThrow(Head::removed);
    }

    static CallException removed() {
        return new CallException(
                CallException.Kind.REFUSED,
                true,
                "somebody has removed the store from etcd; restore it from a snapshot or start anew",
                new IllegalStateException("no head"));
    }

    static Optional<Head> of(RangeResponse response) {
        if (response.getKvsCount() == 0) {
            return Optional.empty();
        }
        KeyValue stored = response.getKvs(0);
        if (stored.getValue().isEmpty() || stored.getValue().byteAt(0) != FORM) {
            throw new StoreOpenException(
                    "the store in etcd was written by a newer version of Chandler, or by something else: "
                            + stored.getKey().toStringUtf8());
        }
        return Optional.of(new Head(
                response.getHeader().getClusterId(),
                stored.getCreateRevision(),
                stored.getModRevision(),
                response.getHeader().getRevision()));
    }

    /** Makes the store, unless it is there. */
    static Head make(Cluster cluster, Layout layout, ByteString mark) {
        cluster.repeat(
                KVGrpc.getTxnMethod(),
                TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(layout.head)
                                .setTarget(Compare.CompareTarget.CREATE)
                                .setResult(Compare.CompareResult.EQUAL)
                                .setCreateRevision(0))
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestPut(PutRequest.newBuilder()
                                        .setKey(layout.head)
                                        .setValue(mark)))
                        .build());
        return read(cluster, layout);
    }
}
