package io.chandler.server.internal.http;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few buffers that are used again, for the memory of a new one is cleared first, and collected later. Thread-safe.
 */
final class Buffers {

    private static final int SIZE = 16 * 1024;

    /** More than there are processors on a small machine; a power of two. */
    private static final int COUNT = 8;

    private static final AtomicReferenceArray<byte @Nullable []> FREE = new AtomicReferenceArray<>(COUNT);

    private Buffers() {}

    /** A buffer of at least so many bytes, in which there may be anything. */
    static byte[] take(int length) {
        if (length > SIZE) {
            return new byte[length];
        }
        byte[] free = FREE.getAndSet(place(), null);
        return free == null ? new byte[SIZE] : free;
    }

    /** Takes a buffer back that nobody else holds any more. */
    static void giveBack(byte[] buffer) {
        if (buffer.length == SIZE) {
            FREE.set(place(), buffer);
        }
    }

    private static int place() {
        return (int) Thread.currentThread().threadId() & (COUNT - 1);
    }
}
