package io.chandler.apiserver.internal;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets a few requests at once have a page of objects in memory, which is many times larger than what is sent of it; others
 * wait for their turn, and nobody waits for a client in his. Thread-safe.
 */
final class Turns {

    /** More at once would be no faster: reading and writing JSON is all that is done in a turn. */
    private static final int AT_ONCE = 8;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /** Does something in a turn. */
    <R> R in(Supplier<R> work) {
        turns.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
