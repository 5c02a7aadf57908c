package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.StoreException;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes, each a transaction of its own. Where it is unknown whether one was done, it finds out: the mark beside each change
 * tells whose it is. Thread-safe.
 */
final class Writer {

    /** So many changes of a key are looked at for ours. */
    private static final int LOOK_BACK = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Layout layout;
    private final Tags tags;
    private final Reader reader;
    private final Feed feed;
    private final Presence presence;
    private final long writer = new SecureRandom().nextLong();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    Writer(Cluster cluster, Layout layout, Tags tags, Reader reader, Feed feed, Presence presence) {
        this.cluster = cluster;
        this.layout = layout;
        this.tags = tags;
        this.reader = reader;
        this.feed = feed;
        this.presence = presence;
    }

    /** A change of one key. */
    private record Change(
            String key,
            ByteString entry,
            long expected,
            @Nullable String tag,
            ByteString mark,
            TxnRequest request) {

        boolean isCreation() {
            return expected == 0;
        }

        boolean isRemoval() {
            return tag == null;
        }
    }

    /** What became of a change whose answer did not come. */
    private sealed interface Fate {
        record Done(long revision) implements Fate {}

        record NotYet() implements Fate {}

        record Refused(StoreException reason) implements Fate {}

        record Unknown() implements Fate {}
    }

    ByteString mark() {
        return Head.mark(writer, number.incrementAndGet());
    }

    long writes() {
        return writes.get();
    }

    long create(String key, String tag, byte[] value) {
        return write(change(key, 0, "", tag, value));
    }

    /** @param expected not positive for one that no entry has */
    long swap(String key, long expected, String tag, byte[] value) {
        return write(change(key, expected, before(key, expected), tag, value));
    }

    /** @param expected not positive for one that no entry has */
    long delete(String key, long expected) {
        return write(change(key, expected, before(key, expected), null, null));
    }

    /** The tag of the entry that a change is to replace. */
    private String before(String key, long expected) {
        var known = expected > 0 ? tags.get(expected) : Optional.<String>empty();
        if (known.isPresent()) {
            return known.get();
        }
        var entry = reader.get(key).orElseThrow(() -> new StoreException.NotFound(key));
        if (expected <= 0 || entry.revision().asLong() != expected) {
            throw new StoreException.Conflict(key);
        }
        return entry.tag();
    }

    private Change change(String key, long expected, String oldTag, @Nullable String tag, byte @Nullable [] value) {
        var entry = layout.entry(key);
        var mark = mark();
        var request = TxnRequest.newBuilder()
                .addCompare(Reader.unchanged(entry, expected))
                .addCompare(presence.condition())
                .addSuccess(tag == null || value == null ? remove(entry) : put(entry, Values.encode(tag, value)))
                .addSuccess(put(layout.head, mark));
        if (!oldTag.isEmpty() && !oldTag.equals(tag)) {
            request.addSuccess(remove(layout.tagged(oldTag, key)));
        }
        if (tag != null && !tag.isEmpty() && !tag.equals(oldTag)) {
            request.addSuccess(put(layout.tagged(tag, key), ByteString.EMPTY));
        }
        request.addFailure(RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(entry).setKeysOnly(true)));
        request.addFailure(presence.question());
        return new Change(key, entry, expected, tag, mark, request.build());
    }

    private static RequestOp put(ByteString key, ByteString value) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value))
                .build();
    }

    private static RequestOp remove(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                .build();
    }

    private long write(Change change) {
        CallException doubt = null;
        boolean answered = true;
        long deadline = System.nanoTime() + 2 * cluster.timeout().toNanos();
        boolean taken = false;
        while (true) {
            try {
                var response = cluster.write(change.request);
                if (response.getSucceeded()) {
                    return done(change, response.getHeader().getRevision());
                }
                if (doubt == null) {
                    throw refused(change, response);
                }
                taken = presence.isLost(response.getResponses(1));
            } catch (CallException e) {
                if (e.kind() == CallException.Kind.LARGE_REQUEST) {
                    throw new StoreException.Invalid(change.key + " is " + e.getMessage());
                }
                if (doubt == null && e.certain()) {
                    throw e.unavailable(true);
                }
                doubt = e;
                answered &= e.kind() == CallException.Kind.REFUSED;
            }
            boolean refusedOnly = answered;
            boolean again = !taken;
            switch (fate(change, doubt)) {
                case Fate.Done(long revision) -> {
                    return done(change, revision);
                }
                case Fate.Refused(var reason) -> throw reason;
                case Fate.NotYet() when refusedOnly -> throw doubt.unavailable(true);
                case Fate.NotYet() when again && !change.isCreation() && System.nanoTime() < deadline -> {
                    // The same change again does no harm: only one of the two can find the revision that it expects.
                }
                default -> throw doubt.unavailable(false);
            }
        }
    }

    private long done(Change change, long revision) {
        if (change.tag != null) {
            tags.put(revision, change.tag);
        }
        feed.acknowledged(revision);
        writes.incrementAndGet();
        return revision;
    }

    private StoreException refused(Change change, TxnResponse response) {
        if (presence.isLost(response.getResponses(1))) {
            return presence.lost();
        }
        boolean there = response.getResponses(0).getResponseRange().getKvsCount() > 0;
        if (change.isCreation()) {
            return new StoreException.AlreadyExists(change.key);
        }
        return there ? new StoreException.Conflict(change.key) : new StoreException.NotFound(change.key);
    }

    private Fate fate(Change change, CallException doubt) {
        try {
            var now = reader.state(change.entry, 0);
            if (change.isCreation()) {
                return creation(change, now);
            }
            if (now.isPresent() && now.get().getModRevision() == change.expected) {
                return new Fate.NotYet();
            }
            if (now.isPresent() && now.get().getCreateRevision() <= change.expected) {
                return change.isRemoval()
                        ? new Fate.Refused(new StoreException.Conflict(change.key))
                        : swap(change, now.get().getModRevision());
            }
            return change.isRemoval() ? removal(change) : new Fate.Unknown();
        } catch (CallException e) {
            doubt.addSuppressed(e);
            return new Fate.Unknown();
        }
    }

    private Fate creation(Change change, Optional<KeyValue> now) {
        if (now.isEmpty()) {
            // It may still be under way, and a second one could undo a removal: so there is none.
            return new Fate.Unknown();
        }
        long created = now.get().getCreateRevision();
        return reader.mark(created).equals(change.mark)
                ? new Fate.Done(created)
                : new Fate.Refused(new StoreException.AlreadyExists(change.key));
    }

    /** Goes back from the newest change to the one that followed what was expected. */
    private Fate swap(Change change, long newest) {
        long revision = newest;
        for (int i = 0; i < LOOK_BACK; i++) {
            if (reader.mark(revision).equals(change.mark)) {
                return new Fate.Done(revision);
            }
            var before = reader.state(change.entry, revision - 1);
            if (before.isEmpty() || before.get().getModRevision() <= change.expected) {
                return new Fate.Refused(new StoreException.Conflict(change.key));
            }
            revision = before.get().getModRevision();
        }
        return new Fate.Unknown();
    }

    private Fate removal(Change change) {
        var head = Head.read(cluster, layout);
        var revision = feed.removal(change.key, change.expected, head.newest(), PATIENCE);
        if (revision.isEmpty()) {
            return new Fate.Unknown();
        }
        return reader.mark(revision.get()).equals(change.mark)
                ? new Fate.Done(revision.get())
                : new Fate.Refused(new StoreException.NotFound(change.key));
    }
}
