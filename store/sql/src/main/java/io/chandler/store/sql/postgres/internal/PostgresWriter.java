package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.Revision;
import io.chandler.store.sql.internal.Compaction;
import io.chandler.store.sql.internal.Ending;
import io.chandler.store.sql.internal.Row;
import io.chandler.store.sql.postgres.PostgresSettings;
import io.chandler.store.sql.postgres.PostgresStore;
import io.chandler.store.sql.postgres.internal.Write.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes: takes the writes that wait, does them in one transaction, and answers all when it is durable.
 * After a failure it goes on with a new connection. The log tells when writing begins to fail, and why, and when it works
 * again.
 */
final class PostgresWriter implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PostgresStore.class.getName());

    /** Shortest time between two complaints. */
    private static final long COMPLAINT_NANOS = 60_000_000_000L;

    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    private static final int MOST_MISSED = 256;
    private static final int SLICE = 1_000;
    private static final long IDLE_NANOS = 20_000_000;
    private static final long SLEEP_NANOS = 1_000_000_000;

    /** Something to be done beside writes, on the writing connection. */
    private record Errand(boolean probe, long compactTo, CompletableFuture<Outcome> answer) {}

    private final Replica replica;
    private final PostgresSettings settings;
    private final Compaction compaction;
    private final Counters counters = new Counters();
    private final ConcurrentLinkedQueue<Write> queue = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Errand> errands = new ConcurrentLinkedQueue<>();
    private final Deque<Write> carried = new ArrayDeque<>();
    private final List<Errand> compactions = new ArrayList<>();
    private final Thread thread;
    private @Nullable Connection connection;
    private boolean complaining;
    private long complained = System.nanoTime() - COMPLAINT_NANOS;
    private volatile boolean sleeping;
    private volatile boolean closing;
    private volatile boolean ended;

    PostgresWriter(Replica replica, PostgresSettings settings, Connection connection, long oldest) {
        this.replica = replica;
        this.settings = settings;
        this.connection = connection;
        this.compaction =
                new Compaction(settings.minimumHistory(), settings.historyTime(), settings.maximumHistory(), oldest);
        this.thread = Thread.ofPlatform().name("chandler-store-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Counters counters() {
        return counters;
    }

    /** Writes that wait now. */
    int waiting() {
        return queue.size();
    }

    Revision submit(Write write) {
        if (closing) {
            throw PostgresFailure.closed(replica.address());
        }
        queue.add(write);
        wake();
        if (ended && queue.remove(write)) {
            throw PostgresFailure.closed(replica.address());
        }
        return write.await(replica.address());
    }

    /** Writes something small and waits until it is durable. */
    void ping() {
        run(new Errand(true, 0, new CompletableFuture<>()));
    }

    /** Deletes what was superseded up to a revision. */
    void compact(long upTo) {
        run(new Errand(false, upTo, new CompletableFuture<>()));
    }

    private void run(Errand errand) {
        if (closing) {
            throw PostgresFailure.closed(replica.address());
        }
        errands.add(errand);
        wake();
        if (ended && errands.remove(errand)) {
            throw PostgresFailure.closed(replica.address());
        }
        switch (errand.answer().join()) {
            case Outcome.Failed failed ->
                throw PostgresFailure.unavailable(replica.address(), failed.certain(), failed.failure());
            case Outcome.Closed _ -> throw PostgresFailure.closed(replica.address());
            default -> {}
        }
    }

    private void wake() {
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            while (!closing || !nothingWaits()) {
                waitForWork();
                var batch = fill();
                if (!batch.isEmpty()) {
                    write(batch);
                }
                runErrands();
                tidy(batch.size());
                var tail = replica.tail();
                compaction.observe(System.nanoTime(), tail.newest(), tail::needed);
            }
        } finally {
            end();
        }
    }

    private boolean nothingWaits() {
        return queue.isEmpty() && carried.isEmpty() && errands.isEmpty();
    }

    private void waitForWork() {
        if (nothingWaits() && !closing && compactions.isEmpty()) {
            sleeping = true;
            if (nothingWaits() && !closing) {
                LockSupport.parkNanos(this, connection != null && compaction.behind() ? IDLE_NANOS : SLEEP_NANOS);
            }
            sleeping = false;
        }
    }

    private Batch fill() {
        var batch = new Batch();
        while (batch.size() < settings.maximumBatch() && batch.bytes() < BATCH_BYTES) {
            var next = carried.isEmpty() ? queue.poll() : carried.poll();
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private void write(Batch batch) {
        var outcomes = new LinkedHashMap<Write, Outcome>();
        var again = new ArrayDeque<Write>();
        boolean sent = false;
        try {
            var current = session();
            sent = true;
            long known = replica.tail().newest();
            var rows = batch.commit(current, replica.channel(), known, outcomes, again);
            // Committed: whatever happens now changes nothing about that.
            counters.committed(rows.size(), outcomes.size() - rows.size());
            deliver(current, known, rows);
            works();
        } catch (SQLException e) {
            failed(e);
            if (outcomes.isEmpty()) {
                boolean certain = !sent || !PostgresFailure.leavesCommitInDoubt(e);
                counters.failed(batch.size());
                batch.fail(e, certain);
                return;
            }
        } catch (RuntimeException | Error e) {
            var failure = new SQLException("unexpected: " + e, e);
            failed(failure);
            if (outcomes.isEmpty()) {
                batch.fail(failure, !sent);
                return;
            }
        }
        again.descendingIterator().forEachRemaining(carried::addFirst);
        outcomes.forEach(Write::answer);
    }

    /** Lets watches of this replica see what was written, and before it what others wrote, before anybody is answered. */
    private void deliver(Connection current, long known, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        var tail = replica.tail();
        try {
            if (rows.getFirst().revision() > known + 1 && tail.subscriptions() > 0) {
                tail.deliver(PostgresReader.after(current, known, MOST_MISSED).stream()
                        .filter(row -> row.revision() < rows.getFirst().revision())
                        .toList());
            }
        } finally {
            tail.deliver(rows);
        }
    }

    private void runErrands() {
        for (var errand = errands.poll(); errand != null; errand = errands.poll()) {
            boolean sent = false;
            try {
                var current = session();
                sent = true;
                if (errand.probe()) {
                    probe(current);
                    counters.probed();
                    works();
                    errand.answer().complete(new Outcome.Done(0));
                } else {
                    var state = PostgresReader.state(current);
                    compaction.raise(Math.min(errand.compactTo(), state.newest()));
                    compactions.add(new Errand(false, Math.min(errand.compactTo(), state.newest()), errand.answer()));
                }
            } catch (SQLException e) {
                failed(e);
                errand.answer().complete(new Outcome.Failed(e, !sent));
            }
        }
    }

    private static void probe(Connection current) throws SQLException {
        try (var statement = current.createStatement()) {
            statement.executeUpdate("UPDATE chandler_meta SET value = value + 1 WHERE name = 'probe'");
        }
    }

    private void tidy(int written) {
        if (connection == null || !(compaction.behind() || !compactions.isEmpty())) {
            return;
        }
        if (written > 0 && !compaction.urgent() && compactions.isEmpty()) {
            return;
        }
        try {
            if (compaction.behind()) {
                Deletion.slice(connection, compaction, Math.max(SLICE, 2 * written));
                replica.tail().expire(compaction.reached());
            }
            compactions.removeIf(errand -> compaction.reached() >= errand.compactTo()
                    && errand.answer().complete(new Outcome.Done(compaction.reached())));
        } catch (SQLException e) {
            failed(e);
            compactions.forEach(errand -> errand.answer().complete(new Outcome.Failed(e, false)));
            compactions.clear();
        }
    }

    private Connection session() throws SQLException {
        var current = connection;
        if (current == null) {
            current = replica.openWriter();
            connection = current;
            if (replica.verify(current)) {
                compaction.restart(PostgresReader.state(current).oldest());
            }
        }
        return current;
    }

    private void failed(SQLException failure) {
        long now = System.nanoTime();
        if (!complaining && now - complained >= COMPLAINT_NANOS) {
            complaining = true;
            complained = now;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Nothing can be written: " + PostgresFailure.describe(replica.address(), failure) + ".");
        }
        counters.unhealthy();
        var current = connection;
        connection = null;
        if (current != null) {
            Connector.closeAfter(current, failure);
        }
        if (PostgresFailure.endsConnections(failure)) {
            replica.connector().suspect();
        }
    }

    private void works() {
        if (complaining) {
            complaining = false;
            LOG.log(System.Logger.Level.INFO, "PostgreSQL at " + replica.address() + " is written again.");
        }
    }

    private void end() {
        closing = true;
        ended = true;
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            next.answer(new Outcome.Closed());
        }
        for (var next = errands.poll(); next != null; next = errands.poll()) {
            next.answer().complete(new Outcome.Closed());
        }
        carried.forEach(write -> write.answer(new Outcome.Closed()));
        compactions.forEach(errand -> errand.answer().complete(new Outcome.Closed()));
    }

    /** Finishes the writes that wait and ends the thread and its connection. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Ending.await(thread);
        if (connection != null) {
            Connector.closeAfter(connection, new SQLException("closing"));
        }
    }
}
