package io.chandler.osb.client;

import java.time.Duration;

/** Waits. Tests let a clock go on instead. */
@FunctionalInterface
public interface Waiter {

    /** Sleeps. */
    Waiter SLEEP = Thread::sleep;

    /** Returns when the duration is over. */
    void await(Duration duration) throws InterruptedException;
}
