package io.chandler.broker.engine;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Slows requests down to the pace at which operations end, once so many are pending that their names would fill the
 * memory. Thread-safe.
 */
final class Backlog {

    /** A pending operation takes about 600 bytes; a thirteenth of the memory may be taken so. */
    private static final int BYTES_OF_MEMORY_EACH = 8_000;

    private static final long LOOK_MILLIS = 20;

    private final IntSupplier pending;
    private final int most;
    private final Duration wait;

    /**
     * A backlog.
     *
     * @param pending how many operations have not ended
     * @param most how many may be pending
     * @param wait how long a request waits for room
     */
    Backlog(IntSupplier pending, int most, Duration wait) {
        this.pending = pending;
        this.most = most;
        this.wait = wait;
    }

    /** How many operations may be pending with the memory that the process may take. */
    static int fitting() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / BYTES_OF_MEMORY_EACH);
    }

    /** Whether there is room for another operation, if need be after a while. */
    boolean hasRoom() {
        if (pending.getAsInt() < most) {
            return true;
        }
        long end = System.nanoTime() + wait.toNanos();
        try {
            while (System.nanoTime() < end) {
                Thread.sleep(LOOK_MILLIS);
                if (pending.getAsInt() < most) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
