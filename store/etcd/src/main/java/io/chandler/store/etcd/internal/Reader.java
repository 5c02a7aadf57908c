package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.Revision;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads entries, alone or in order, of the newest state or of an older one. Thread-safe. */
final class Reader {

    private static final int LARGEST_PAGE = 1_000;
    private static final int ENTRIES_PER_TRANSACTION = 100;
    private static final long PAGE_BYTES = 4 * 1024 * 1024;

    private final Cluster cluster;
    private final Layout layout;
    private final Tags tags;
    private final Horizon horizon;

    Reader(Cluster cluster, Layout layout, Tags tags, Horizon horizon) {
        this.cluster = cluster;
        this.layout = layout;
        this.tags = tags;
        this.horizon = horizon;
    }

    Optional<Entry> get(String key) {
        var response =
                cluster.read(RangeRequest.newBuilder().setKey(layout.entry(key)).build());
        return response.getKvsCount() == 0 ? Optional.empty() : Optional.of(decode(response.getKvs(0)));
    }

    private Entry decode(KeyValue stored) {
        var entry = Values.entry(layout, stored);
        tags.put(stored.getModRevision(), entry.tag());
        return entry;
    }

    /** See {@link io.chandler.resources.store.Store#range}; at a revision of the store, or 0 for the newest. */
    Range range(String prefix, String tag, String startAfter, int limit, long at) {
        var span = tag.isEmpty() ? layout.entries(prefix, startAfter) : layout.tagged(tag, prefix, startAfter);
        long shown = at;
        long read = at;
        while (true) {
            if (at == 0) {
                var head = Head.read(cluster, layout);
                shown = head.newest();
                read = head.etcd();
            }
            try {
                return new Pages(read, limit).read(span, tag, shown);
            } catch (CallException e) {
                switch (e.kind()) {
                    case FUTURE -> throw horizon.expired();
                    case COMPACTED -> {
                        // Where only others have changed something since, the state is still the same.
                        if (at != 0) {
                            read = unchangedSince(at);
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    private long unchangedSince(long at) {
        var head = Head.read(cluster, layout);
        if (head.newest() != at) {
            throw horizon.expired();
        }
        return head.etcd();
    }

    /** Reads page by page, with pages that are larger where entries are smaller. */
    private final class Pages {
        private final long revision;
        private final int limit;
        private final List<Entry> entries = new ArrayList<>();
        private int page = LARGEST_PAGE;
        private boolean more = true;

        Pages(long revision, int limit) {
            this.revision = revision;
            this.limit = limit;
        }

        Range read(Layout.Span span, String tag, long shown) {
            var rest = span;
            // Once in any case: etcd says then whether the snapshot is still there.
            do {
                rest = tag.isEmpty() ? entries(rest) : tagged(rest, tag);
            } while (more && entries.size() < limit && !rest.isEmpty());
            return new Range(entries, Revision.of(shown), more && !rest.isEmpty());
        }

        private Layout.Span entries(Layout.Span rest) {
            int wanted = Math.min(page, limit - entries.size());
            RangeResponse response;
            try {
                response = cluster.read(request(rest).setLimit(wanted).build());
            } catch (CallException e) {
                shrink(e, wanted);
                return rest;
            }
            response.getKvsList().forEach(stored -> entries.add(decode(stored)));
            long bytes = response.getSerializedSize();
            page = Math.clamp(PAGE_BYTES * response.getKvsCount() / Math.max(1, bytes), 1, LARGEST_PAGE);
            return rest(rest, response);
        }

        private Layout.Span tagged(Layout.Span rest, String tag) {
            int wanted = Math.min(LARGEST_PAGE, limit - entries.size());
            var marks = cluster.read(
                    request(rest).setLimit(wanted).setKeysOnly(true).build());
            var keys = marks.getKvsList().stream()
                    .map(mark -> layout.entryOf(tag, mark.getKey()))
                    .toList();
            int done = 0;
            int together = ENTRIES_PER_TRANSACTION;
            while (done < keys.size()) {
                int end = Math.min(keys.size(), done + together);
                try {
                    entries(keys.subList(done, end));
                    done = end;
                } catch (CallException e) {
                    if (e.kind() != CallException.Kind.LARGE_ANSWER || end - done == 1) {
                        throw e;
                    }
                    together = Math.max(1, (end - done) / 8);
                }
            }
            return rest(rest, marks);
        }

        private void entries(List<ByteString> keys) {
            var request = TxnRequest.newBuilder();
            for (var key : keys) {
                request.addSuccess(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key).setRevision(revision)));
            }
            for (var response : cluster.readAll(request.build()).getResponsesList()) {
                response.getResponseRange().getKvsList().forEach(stored -> entries.add(decode(stored)));
            }
        }

        private RangeRequest.Builder request(Layout.Span span) {
            return RangeRequest.newBuilder()
                    .setKey(span.first())
                    .setRangeEnd(span.end())
                    .setRevision(revision);
        }

        private Layout.Span rest(Layout.Span rest, RangeResponse response) {
            more = response.getMore();
            int count = response.getKvsCount();
            return count == 0
                    ? rest
                    : rest.from(Layout.after(response.getKvs(count - 1).getKey()));
        }

        private void shrink(CallException e, int wanted) {
            if (e.kind() != CallException.Kind.LARGE_ANSWER || wanted == 1) {
                throw e;
            }
            page = Math.max(1, wanted / 8);
        }
    }

    /** The revision at which a key was changed last, as of a revision, or of now if that is 0; empty if it is not there. */
    Optional<KeyValue> state(ByteString key, long at) {
        var response = cluster.read(RangeRequest.newBuilder()
                .setKey(key)
                .setRevision(at)
                .setKeysOnly(true)
                .build());
        return response.getKvsCount() == 0 ? Optional.empty() : Optional.of(response.getKvs(0));
    }

    /** The mark of the change with a revision. */
    ByteString mark(long revision) {
        var response = cluster.read(
                Head.request(layout).toBuilder().setRevision(revision).build());
        return response.getKvsCount() == 0 || response.getKvs(0).getModRevision() != revision
                ? ByteString.EMPTY
                : response.getKvs(0).getValue();
    }

    /** That a key was changed last at a revision; 0 for one that is not there. */
    static Compare unchanged(ByteString key, long revision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(revision)
                .build();
    }
}
