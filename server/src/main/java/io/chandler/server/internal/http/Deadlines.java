package io.chandler.server.internal.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose client takes too long to send a request or to take its response. The time in which the broker
 * works on a request does not count. A thread that waits for a client in vain is interrupted, which closes its
 * connection. Thread-safe.
 */
final class Deadlines implements AutoCloseable {

    private static final int IDLE = 0;
    private static final int WAITING = 1;
    private static final int WORKING = 2;
    private static final int ENDED = 3;

    /** A thread serves connections of one listener only. */
    private static final ThreadLocal<@Nullable Exchange> CURRENT = new ThreadLocal<>();

    private final long limit;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private final Thread guard;

    Deadlines(Duration limit) {
        this.limit = limit.toNanos();
        var interval = Duration.ofNanos(Math.clamp(this.limit / 4, 1_000_000L, 1_000_000_000L));
        this.guard = Thread.ofVirtual().name("chandler-deadlines").start(() -> watch(interval));
    }

    /** A request on its way: its first line has come. */
    void begin() {
        exchange().await();
    }

    /** The exchange of this thread. */
    Exchange exchange() {
        var exchange = CURRENT.get();
        if (exchange == null) {
            exchange = new Exchange();
            CURRENT.set(exchange);
            exchanges.add(exchange);
        }
        return exchange;
    }

    /** Forgets a thread that serves one request only. */
    void forget() {
        var exchange = CURRENT.get();
        if (exchange != null) {
            exchanges.remove(exchange);
            CURRENT.remove();
        }
    }

    private void watch(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                long now = System.nanoTime();
                exchanges.removeIf(exchange -> exchange.endIfLate(now));
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        guard.interrupt();
    }

    /** What the thread of a connection or stream does at the moment. */
    final class Exchange {

        private final Thread thread = Thread.currentThread();
        private final AtomicInteger state = new AtomicInteger(IDLE);
        private volatile long since = System.nanoTime();

        /** The thread waits for its client, from now on. */
        void await() {
            since = System.nanoTime();
            awaitMore();
        }

        /** The thread waits for its client again; the time runs on. */
        void awaitMore() {
            state.getAndUpdate(now -> now == ENDED ? ENDED : WAITING);
        }

        /** The thread has what it waited for; false where that came too late. */
        boolean work() {
            return state.getAndUpdate(now -> now == ENDED ? ENDED : WORKING) != ENDED;
        }

        /** The thread is done with the request. */
        void rest() {
            state.getAndUpdate(now -> now == ENDED ? ENDED : IDLE);
        }

        /** Interrupts the thread if it waits for too long; true once there is nothing left to watch. */
        private boolean endIfLate(long now) {
            if (!thread.isAlive()) {
                return true;
            }
            if (now - since > limit && state.compareAndSet(WAITING, ENDED)) {
                thread.interrupt();
                return true;
            }
            return false;
        }
    }
}
