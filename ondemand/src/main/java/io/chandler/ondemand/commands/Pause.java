package io.chandler.ondemand.commands;

import java.time.Duration;

/** How a command waits. */
@FunctionalInterface
public interface Pause {

    /** Really waits. */
    Pause SLEEP = Thread::sleep;

    /** Waits for a time; zero or less is no time. */
    void take(Duration duration) throws InterruptedException;
}
