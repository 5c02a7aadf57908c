package io.chandler.store.sql.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A write on its way to the writer and back: made, awaited by one thread, answered by the writer. */
final class Request {

    /** What is to be done. */
    enum Kind {
        CREATE,
        SWAP,
        DELETE,
        PING,
        COMPACT
    }

    /** What came of it. */
    private enum Outcome {
        DONE,
        ALREADY_EXISTS,
        NOT_FOUND,
        CONFLICT,
        FAILED,
        CLOSED
    }

    final Kind kind;
    final String key;
    /** Of a swap or delete the revision that must be there; of a compaction how far it goes. */
    final long expected;

    final String tag;
    final byte @Nullable [] value;

    private final Thread caller = Thread.currentThread();
    private Outcome outcome = Outcome.DONE;
    private long revision;
    private @Nullable SQLException failure;
    private boolean certain;
    private volatile boolean answered;

    Request(Kind kind, String key, long expected, String tag, byte @Nullable [] value) {
        this.kind = kind;
        this.key = key;
        this.expected = expected;
        this.tag = tag;
        this.value = value;
    }

    void done(long revision) {
        this.outcome = Outcome.DONE;
        this.revision = revision;
    }

    void alreadyExists() {
        outcome = Outcome.ALREADY_EXISTS;
    }

    void notFound() {
        outcome = Outcome.NOT_FOUND;
    }

    void conflict() {
        outcome = Outcome.CONFLICT;
    }

    void failed(SQLException failure, boolean certain) {
        this.outcome = Outcome.FAILED;
        this.failure = failure;
        this.certain = certain;
    }

    void closed() {
        outcome = Outcome.CLOSED;
    }

    boolean refused() {
        return switch (outcome) {
            case ALREADY_EXISTS, NOT_FOUND, CONFLICT -> true;
            case DONE, FAILED, CLOSED -> false;
        };
    }

    /** Sends the outcome that was set last. */
    void answer() {
        answered = true;
        LockSupport.unpark(caller);
    }

    /** Waits for the outcome; an interrupt does not end the wait, since the write may take place. */
    Revision await(Path file) {
        boolean interrupted = false;
        while (!answered) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            caller.interrupt();
        }
        return switch (outcome) {
            case DONE -> Revision.of(revision);
            case ALREADY_EXISTS -> throw new StoreException.AlreadyExists(key);
            case NOT_FOUND -> throw new StoreException.NotFound(key);
            case CONFLICT -> throw new StoreException.Conflict(key);
            case CLOSED -> throw Failure.closed(file);
            case FAILED -> throw failure == null ? Failure.closed(file) : Failure.unavailable(file, certain, failure);
        };
    }
}
