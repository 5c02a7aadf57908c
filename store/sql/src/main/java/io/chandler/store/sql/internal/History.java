package io.chandler.store.sql.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What happened, as readers see it: from memory where it is recent, from the database where not. Thread-safe. */
public final class History implements ChangeSource, AutoCloseable {

    private final Database database;
    private final Readers readers;
    private final RecentChanges recent;
    private volatile Heads heads;
    private final Announcer announcer;
    /**
     * The oldest revision that may be read from. Raised before rows are deleted, and checked after they were read: thus a
     * reader that missed a row knows.
     */
    private final AtomicLong oldest;

    private final RecentChanges.Older older = new RecentChanges.Older() {
        @Override
        public long read(String prefix, long after, long upTo, int limit, List<Change> into) {
            return readDatabase(prefix, after, upTo, limit, into);
        }

        @Override
        public @Nullable Row before(Row row) {
            return History.this.before(row);
        }
    };

    private final ReadHistory read = new ReadHistory();

    private volatile boolean closed;

    /**
     * Continues the history of a database.
     *
     * @param heads what its index does not know
     */
    public History(Database database, Readers readers, Heads heads, long newest, long oldest) {
        this.database = database;
        this.readers = readers;
        this.recent = new RecentChanges(newest);
        this.heads = heads;
        this.announcer = new Announcer(recent, "chandler-store-announcer");
        this.oldest = new AtomicLong(oldest);
    }

    @Override
    public long newest() {
        return recent.newest();
    }

    public long oldest() {
        return oldest.get();
    }

    /** The revision after which a subscription still needs history. */
    long needed() {
        return announcer.needed();
    }

    public int subscriptions() {
        return announcer.subscriptions();
    }

    /** See {@link io.chandler.resources.store.Store#get}. */
    public Optional<Entry> get(String key) {
        checkOpen();
        while (true) {
            var head = heads.get(key);
            if (head == null) {
                return readers.read(reader -> reader.get(key));
            }
            var row = head.removed() ? null : row(head.revision());
            if (head.removed() || row != null) {
                return row == null ? Optional.empty() : row.entry();
            }
            // It was superseded, and deleted by compaction: look again once the writer has told so.
            Thread.onSpinWait();
        }
    }

    /** See {@link io.chandler.resources.store.Store#range}. */
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        while (true) {
            long revision = at.map(this::known).orElseGet(recent::newest);
            int wanted = limit == Integer.MAX_VALUE ? limit : limit + 1;
            // After the revision, and before the database is read.
            var unindexed = heads.within(prefix, startAfter);
            List<Entry> entries =
                    readers.read(reader -> reader.range(prefix, tag, startAfter, wanted, revision, unindexed));
            if (revision >= oldest.get()) {
                boolean more = entries.size() > limit;
                return new Range(more ? entries.subList(0, limit) : entries, Revision.of(revision), more);
            }
            if (at.isPresent()) {
                throw expired();
            }
        }
    }

    /** See {@link io.chandler.resources.store.Store#count}. */
    public long count(String prefix, String withoutTags) {
        var unindexed = heads.within(prefix, "");
        return readers.read(reader -> reader.count(prefix, withoutTags, unindexed));
    }

    /** See {@link io.chandler.resources.store.Store#watch}. */
    public Subscription watch(String prefix, Revision after) {
        var subscription = new ChangeSubscription(this, announcer, prefix, known(after));
        announcer.add(subscription);
        return subscription;
    }

    /** A revision of this store; one that it has never had comes from another history, so that its reader must start anew. */
    private long known(Revision revision) {
        checkOpen();
        if (revision.compareTo(Revision.of(oldest.get())) < 0 || revision.compareTo(Revision.of(recent.newest())) > 0) {
            throw expired();
        }
        return revision.asLong();
    }

    @Override
    public long read(String prefix, long after, long upTo, int limit, List<Change> into) {
        return recent.read(prefix, after, upTo, limit, announcer.slice(), into, older);
    }

    private long readDatabase(String prefix, long after, long upTo, int limit, List<Change> into) {
        // In slices, so that no reader holds back the log for long.
        long end = Math.min(upTo, after + 16L * limit);
        long slice = announcer.slice();
        ReadHistory.Question question = most -> {
            var changes = readers.read(reader -> reader.changes(prefix, after, end, limit, most));
            return new ReadHistory.Part(prefix, after, changes.upTo(), changes.all());
        };
        long reached;
        if (announcer.crowded()) {
            reached = read.read(prefix, after, upTo, limit, slice, into, question);
        } else {
            var part = question.ask(slice);
            into.addAll(part.changes());
            reached = part.upTo();
        }
        if (after < oldest.get()) {
            throw expired();
        }
        return reached;
    }

    private @Nullable Row before(Row row) {
        var before = row(row.previous());
        if (before == null && row.revision() <= oldest.get()) {
            throw expired();
        }
        return before;
    }

    private @Nullable Row row(long revision) {
        var kept = recent.get(revision);
        return kept != null ? kept.row : readers.read(reader -> reader.row(revision));
    }

    /** What the index does not know. */
    Heads heads() {
        return heads;
    }

    private StoreException.Expired expired() {
        return new StoreException.Expired(Revision.of(oldest.get()));
    }

    /** Keeps a row of a transaction that was committed; to be followed by {@link #publish}. */
    void add(Row row) {
        recent.add(row);
        heads.add(Head.of(row));
    }

    /** Lets everybody who looks see what was committed; to be followed by {@link #announce}. */
    void publish(long newest) {
        recent.publish(newest);
    }

    /** Wakes those who wait for changes. */
    void announce() {
        announcer.signal();
    }

    /** Continues at a revision of the database whose rows were not added, with what the index does not know. */
    void skipTo(long newest, Heads found) {
        heads = found;
        if (newest != recent.newest()) {
            recent.skipTo(newest);
            announcer.signal();
        }
    }

    /** Says that what was before a revision is about to be deleted. */
    void expire(long before) {
        oldest.accumulateAndGet(before, Math::max);
    }

    @Override
    public void checkOpen() {
        if (closed) {
            throw Failure.closed(database.file());
        }
    }

    /** Ends all subscriptions. */
    @Override
    public void close() {
        closed = true;
        announcer.close();
    }
}
