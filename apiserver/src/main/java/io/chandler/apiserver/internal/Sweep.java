package io.chandler.apiserver.internal;

import io.chandler.resources.Revision;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets those that are behind in the history read on, a few at once and in the order of their places: from the oldest up to
 * what was the newest when the sweep began, and again from the oldest, so that nobody is passed by those who are far ahead.
 * Thus many come to the same changes one after the other, and what one has made is still kept for the next. A turn is to be
 * short; nobody waits for a client in his. Thread-safe.
 */
final class Sweep {

    private final int atOnce;
    private final TreeMap<Revision, Queue<Waiting>> waiting = new TreeMap<>();
    private Revision place = Revision.ZERO;
    /** How far the sweep goes. */
    private Revision end = Revision.ZERO;

    private int going;

    Sweep(int atOnce) {
        this.atOnce = atOnce;
    }

    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private volatile boolean goes;
    }

    /** Waits for the turn of the calling thread, which is to {@link #end} it. */
    void begin(Revision at) {
        var mine = new Waiting();
        synchronized (waiting) {
            waiting.computeIfAbsent(at, _ -> new ArrayDeque<>()).add(mine);
            letGo();
        }
        boolean interrupted = false;
        while (!mine.goes) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a turn. */
    void end() {
        synchronized (waiting) {
            going--;
            letGo();
        }
    }

    private void letGo() {
        while (going < atOnce && !waiting.isEmpty()) {
            Map.Entry<Revision, Queue<Waiting>> next = waiting.ceilingEntry(place);
            if (next == null || next.getKey().compareTo(end) > 0) {
                next = waiting.firstEntry();
                end = waiting.lastKey();
            }
            place = next.getKey();
            var all = next.getValue();
            var first = all.remove();
            if (all.isEmpty()) {
                waiting.remove(place);
            }
            going++;
            first.goes = true;
            LockSupport.unpark(first.thread);
        }
    }
}
