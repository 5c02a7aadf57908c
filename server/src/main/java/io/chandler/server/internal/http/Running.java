package io.chandler.server.internal.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests that a listener is answering, and whether it takes more. Thread-safe. */
final class Running {

    private static final Duration POLL = Duration.ofMillis(5);

    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean ending;

    /**
     * A request has come.
     *
     * @return how many others are being answered
     */
    int enter() {
        return requests.getAndIncrement();
    }

    /** A request that had come is answered. */
    void leave() {
        requests.decrementAndGet();
    }

    /** Requests that are being answered. */
    int count() {
        return requests.get();
    }

    /** From now on connections are closed after the response. */
    void end() {
        ending = true;
    }

    /** Whether the listener comes to its end. */
    boolean ending() {
        return ending;
    }

    /**
     * Ends, and waits for the requests that are being answered.
     *
     * @return whether all were within the deadline
     */
    boolean drain(Duration deadline) {
        end();
        long end = System.nanoTime() + deadline.toNanos();
        while (count() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return count() == 0;
    }

    /** Whether the connection of a request can take a further one: reads what is left of the body. */
    boolean keeps(Arrival request, RequestBody body) {
        return body.discard() && !ending && !request.isLast();
    }
}
