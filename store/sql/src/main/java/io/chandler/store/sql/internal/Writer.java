package io.chandler.store.sql.internal;

import io.chandler.resources.Revision;
import io.chandler.store.sql.SqliteStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes: takes the writes that wait, does them in one transaction, and answers all when it is durable.
 * After a failure it goes on with a new connection. The log tells when writing begins to fail, and why, and when it works
 * again.
 */
public final class Writer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());

    /** Shortest time between two complaints. */
    private static final long COMPLAINT_NANOS = 60_000_000_000L;

    private static final int IDLE_SLICE = 512;
    private static final long IDLE_NANOS = 20_000_000;
    private static final int COMPANY = 4;
    private static final long GATHER_NANOS = 300_000;
    private static final long LOOK_NANOS = 50_000;
    private static final long SLEEP_NANOS = 1_000_000_000;

    private final Database database;
    private final History history;
    private final Compaction compaction;
    private final Indexer indexer;
    private final WriterCounters counters = new WriterCounters();
    private final ConcurrentLinkedQueue<Request> queue = new ConcurrentLinkedQueue<>();
    private final List<Request> batch = new ArrayList<>();
    private final List<Request> compactions = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    /** What the transaction under way has made of its keys. */
    private final Map<String, Head> heads = new HashMap<>();

    private final Thread thread;
    private final Checkpoints checkpoints;
    private @Nullable Session session;
    /** How many writes were committed together the last time. */
    private int company;

    private boolean complaining;
    private long complained = System.nanoTime() - COMPLAINT_NANOS;
    private volatile boolean sleeping;
    private volatile boolean closing;
    private volatile boolean ended;

    /**
     * Continues a database.
     *
     * @param indexed the revision up to which its index is written
     */
    public Writer(Database database, History history, Session session, long indexed) {
        this.database = database;
        this.history = history;
        var settings = database.settings();
        this.compaction = new Compaction(
                settings.minimumHistory(), settings.historyTime(), settings.maximumHistory(), history.oldest());
        this.session = session;
        this.checkpoints = new Checkpoints(database);
        this.thread = Thread.ofPlatform().name("chandler-store-writer").daemon().unstarted(this::run);
        this.indexer = new Indexer(database, history, indexed, () -> LockSupport.unpark(thread));
    }

    /** Begins to take writes. */
    public void start() {
        thread.start();
        checkpoints.start();
        indexer.start();
    }

    public Revision create(String key, String tag, byte[] value) {
        return submit(new Request(Request.Kind.CREATE, key, 0, tag, value));
    }

    public Revision swap(String key, long expected, String tag, byte[] value) {
        return submit(new Request(Request.Kind.SWAP, key, expected, tag, value));
    }

    public Revision delete(String key, long expected) {
        return submit(new Request(Request.Kind.DELETE, key, expected, "", null));
    }

    /** Writes something small and waits until it is durable. */
    public void ping() {
        submit(new Request(Request.Kind.PING, "", 0, "", null));
    }

    /** Deletes what was superseded up to a revision. */
    public void compact(long upTo) {
        submit(new Request(Request.Kind.COMPACT, "", upTo, "", null));
    }

    public WriterCounters counters() {
        return counters;
    }

    /** Writes that wait now. */
    public int waiting() {
        return queue.size();
    }

    private Revision submit(Request request) {
        if (closing) {
            throw Failure.closed(database.file());
        }
        queue.add(request);
        if (sleeping) {
            LockSupport.unpark(thread);
        }
        if (ended && queue.remove(request)) {
            throw Failure.closed(database.file());
        }
        return request.await(database.file());
    }

    private void run() {
        try {
            while (true) {
                fill(patience());
                if (closing && batch.isEmpty() && queue.isEmpty()) {
                    return;
                }
                work();
                company = rows.size();
                batch.clear();
                rows.clear();
                heads.clear();
                compaction.observe(System.nanoTime(), history.newest(), history::needed);
            }
        } finally {
            end();
        }
    }

    /** How long to wait for writes before there is something else to do. */
    private long patience() {
        if (session == null || !compaction.behind()) {
            return SLEEP_NANOS;
        }
        return compactions.isEmpty() || !deletable() ? IDLE_NANOS : 0;
    }

    /** Up to where history may be deleted now: the index must know of it. */
    private long horizon() {
        return Math.min(compaction.horizon(), indexer.indexed());
    }

    private boolean deletable() {
        indexer.want(compaction.horizon());
        return horizon() > compaction.reached();
    }

    /** Waits until the index is not too far behind. @throws SQLException if it cannot be written */
    private void awaitIndex() throws SQLException {
        long bound = history.newest() - database.settings().maximumUnindexed();
        indexer.want(bound);
        while (indexer.indexed() < bound) {
            var failure = indexer.failure();
            if (failure != null) {
                throw failure;
            }
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
    }

    /** Takes what waits, or waits for it. */
    private void fill(long nanos) {
        if (queue.isEmpty() && nanos > 0 && !closing) {
            sleeping = true;
            if (queue.isEmpty() && !closing) {
                LockSupport.parkNanos(this, nanos);
            }
            sleeping = false;
        }
        take();
    }

    /** Takes what waits into the batch. */
    private void take() {
        int maximum = database.settings().maximumBatch();
        var next = queue.peek();
        while (next != null && batch.size() < maximum && fits(next)) {
            batch.add(queue.remove());
            next = queue.peek();
        }
    }

    /** A probe has a transaction of its own, so that its failure is nobody else's. */
    private boolean fits(Request next) {
        return batch.isEmpty() || (next.kind == Request.Kind.PING) == (batch.getFirst().kind == Request.Kind.PING);
    }

    /**
     * Does the writes of the batch, and those that come meanwhile. Writers in company most likely come again: to wait a
     * little for them makes fewer and larger commits.
     */
    private void applyAll(Session current, long newest) throws SQLException {
        long end = System.nanoTime() + GATHER_NANOS;
        int applied = 0;
        while (true) {
            while (applied < batch.size()) {
                apply(current, batch.get(applied++), newest + rows.size() + 1);
            }
            take();
            if (applied == batch.size()) {
                boolean alone = company < COMPANY || applied >= company || !queue.isEmpty();
                if (alone || System.nanoTime() >= end) {
                    return;
                }
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
    }

    private void work() {
        boolean tidy = compaction.behind()
                && (batch.isEmpty() || compaction.urgent() || !compactions.isEmpty())
                && deletable();
        if (batch.isEmpty() && !tidy) {
            var failure = indexer.failure();
            if (failure != null && !compactions.isEmpty()) {
                failed(failure, true);
            }
            return;
        }
        boolean committing = false;
        try {
            awaitIndex();
            var current = session == null ? reopen() : session;
            long newest = history.newest();
            current.begin();
            applyAll(current, newest);
            int changes = batch.isEmpty() ? IDLE_SLICE : 64 + 2 * batch.size();
            long oldest = tidy ? Deletion.slice(current, history, compaction.reached(), horizon(), changes) : -1;
            committing = true;
            current.commit();
            committed(newest + rows.size());
            if (tidy) {
                compaction.advance(oldest);
                indexer.forget(oldest);
            }
            answerAll();
            // After the writers, who then need not be told of their own changes.
            history.announce();
        } catch (SQLException e) {
            failed(e, !committing || !Failure.leavesCommitInDoubt(e));
        } catch (RuntimeException | Error e) {
            failed(new SQLException("unexpected: " + e, e), !committing);
        }
    }

    private void apply(Session current, Request request, long revision) throws SQLException {
        switch (request.kind) {
            case PING -> current.probe();
            case COMPACT -> {
                compaction.raise(Math.min(request.expected, revision - 1));
                compactions.add(request);
            }
            case CREATE, SWAP, DELETE -> {
                var head = head(current, request.key);
                if (allowed(request, head)) {
                    long previous = head == null ? 0 : head.revision();
                    var row = new Row(revision, request.key, request.tag, previous, request.value);
                    current.append(row);
                    rows.add(row);
                    heads.put(row.key(), Head.of(row));
                    request.done(revision);
                }
            }
        }
    }

    private @Nullable Head head(Session current, String key) throws SQLException {
        var head = heads.get(key);
        if (head == null) {
            head = history.heads().get(key);
        }
        return head == null ? current.head(key, indexer.indexed()) : head;
    }

    private static boolean allowed(Request request, @Nullable Head head) {
        boolean present = head != null && !head.removed();
        if (request.kind == Request.Kind.CREATE) {
            if (present) {
                request.alreadyExists();
            }
            return !present;
        }
        if (head == null || head.removed()) {
            request.notFound();
            return false;
        }
        if (head.revision() != request.expected) {
            request.conflict();
            return false;
        }
        return true;
    }

    private void committed(long newest) {
        for (var row : rows) {
            history.add(row);
        }
        if (!rows.isEmpty()) {
            history.publish(newest);
            checkpoints.written(rows.size());
            indexer.committed(newest);
        }
        counters.committed(batch, rows.size());
        if (complaining) {
            complaining = false;
            LOG.log(System.Logger.Level.INFO, database.file() + " is written again.");
        }
    }

    private void complain(SQLException failure) {
        long now = System.nanoTime();
        if (!complaining && now - complained >= COMPLAINT_NANOS) {
            complaining = true;
            complained = now;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Nothing can be written: " + Failure.describe(database.file(), failure) + ".");
        }
    }

    private void answerAll() {
        for (var request : batch) {
            if (request.kind != Request.Kind.COMPACT) {
                request.answer();
            }
        }
        if (!compactions.isEmpty()) {
            compactions.removeIf(request -> {
                boolean reached = compaction.reached() >= Math.min(request.expected, history.newest());
                if (reached) {
                    request.done(compaction.reached());
                    request.answer();
                }
                return reached;
            });
        }
    }

    /** Nothing of the batch counts, whatever was found out about single writes. */
    private void failed(SQLException failure, boolean certain) {
        counters.failed(batch.size());
        complain(failure);
        closeSession(failure);
        if (!certain) {
            // What the file holds now decides which revisions are taken.
            try {
                reopen();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
        for (var request : compactions) {
            request.failed(failure, false);
            request.answer();
        }
        for (var request : batch) {
            if (!compactions.contains(request)) {
                request.failed(failure, certain);
                request.answer();
            }
        }
        compactions.clear();
    }

    private Session reopen() throws SQLException {
        var opened = database.openSession();
        try {
            long newest = opened.newest();
            if (newest < history.newest()) {
                throw new SQLException("the file was replaced by an older one");
            }
            history.skipTo(newest, opened.heads(indexer.indexed()));
        } catch (SQLException e) {
            closeQuietly(opened, e);
            throw e;
        }
        session = opened;
        return opened;
    }

    private void closeSession(Exception failure) {
        if (session != null) {
            closeQuietly(session, failure);
            session = null;
        }
    }

    private static void closeQuietly(Session session, Exception failure) {
        try {
            session.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void end() {
        closing = true;
        ended = true;
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            next.closed();
            next.answer();
        }
        for (var request : compactions) {
            request.closed();
            request.answer();
        }
    }

    /** Finishes the writes that wait and ends the thread. The connection stays for {@link #finish}. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Ending.await(thread);
        checkpoints.close();
        indexer.close();
    }

    /** Writes the index, copies the logs into the files and closes the connections. To be called after {@link #close}. */
    public void finish() throws SQLException {
        if (session == null) {
            indexer.leave();
            return;
        }
        try (var last = session) {
            session = null;
            last.leaveIndex();
            indexer.finish();
            last.checkpoint();
        }
    }
}
