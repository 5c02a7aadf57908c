package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.chandler.resources.store.Change;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A watch of all entries, from one member. */
final class Changes implements AutoCloseable {

    /** What came. */
    sealed interface Answer {
        /** Changes in order, maybe none. */
        record Some(List<Change> changes) implements Answer {}

        /** History that was asked for is gone; it begins at another revision, which is 0 if etcd did not say. */
        record Gone(long oldest) implements Answer {}
    }

    /**
     * The field {@code fragment} of the request, which the classes do not know: etcd divides an answer of many changes. As
     * every change has a revision of its own, a part is as good as an answer.
     */
    private static final UnknownFieldSet FRAGMENT = UnknownFieldSet.newBuilder()
            .addField(8, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private final Cluster cluster;
    private final Layout layout;
    private final WatchStream stream;
    private long after;

    /**
     * Watches.
     *
     * @param start the revision that is asked for first; etcd refuses one that is gone
     * @param after changes up to this one are left out
     */
    Changes(Cluster cluster, Layout layout, long start, long after) {
        this.cluster = cluster;
        this.layout = layout;
        this.after = after;
        this.stream = cluster.watch(WatchCreateRequest.newBuilder()
                .setKey(layout.entries.first())
                .setRangeEnd(layout.entries.end())
                .setStartRevision(start)
                .setPrevKv(true)
                .setUnknownFields(FRAGMENT)
                .build());
    }

    String member() {
        return stream.member();
    }

    Answer next(Duration wait) throws InterruptedException {
        var response = stream.next(wait);
        return response.isEmpty() ? new Answer.Some(List.of()) : read(response.get());
    }

    private Answer read(WatchResponse response) {
        if (response.getCompactRevision() > 0) {
            return new Answer.Gone(response.getCompactRevision());
        }
        var changes = new ArrayList<Change>(response.getEventsCount());
        for (var event : response.getEventsList()) {
            long revision = event.getKv().getModRevision();
            if (revision > after) {
                boolean removed = event.getType() == Event.EventType.DELETE;
                var previous = event.hasPrevKv() ? Optional.of(event.getPrevKv()) : Optional.<KeyValue>empty();
                if (previous.isEmpty() && (removed || event.getKv().getVersion() > 1)) {
                    previous = before(event.getKv().getKey(), revision);
                    if (previous.isEmpty()) {
                        return new Answer.Gone(0);
                    }
                }
                changes.add(new Change(
                        removed
                                ? Values.entry(layout, previous.orElseThrow(), revision)
                                : Values.entry(layout, event.getKv()),
                        previous.map(stored -> Values.entry(layout, stored)),
                        removed));
                after = revision;
            }
        }
        return new Answer.Some(changes);
    }

    /**
     * What a change replaced, which etcd leaves out of the first changes of a watch if they come while the watch is being made.
     *
     * @return empty if history is gone
     */
    private Optional<KeyValue> before(ByteString key, long revision) {
        try {
            var response = cluster.read(RangeRequest.newBuilder()
                    .setKey(key)
                    .setRevision(revision - 1)
                    .build());
            return response.getKvsList().stream().findFirst();
        } catch (CallException e) {
            if (e.kind() != CallException.Kind.COMPACTED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
