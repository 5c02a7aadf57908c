package io.chandler.server;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The end of a process that is told to end (TERM, Ctrl-C): what it runs ends gracefully, and the exit code is 0, for that
 * of the signal would tell of a failure. A process that is told so while it starts ends as soon as it has started.
 */
public final class GracefulEnd {

    /** How long to wait for a start; after it the process ends as one that was killed. */
    private static final long START_SECONDS = 10;

    private GracefulEnd() {}

    /**
     * Starts what the process runs.
     *
     * @param end ends it; false if it has ended already, and the exit code is not to be changed
     */
    public static <T> T start(Supplier<T> start, Predicate<T> end) {
        var started = new CompletableFuture<T>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, end), "chandler-end"));
        try {
            var running = start.get();
            started.complete(running);
            return running;
        } finally {
            started.cancel(false);
        }
    }

    private static <T> void end(CompletableFuture<T> started, Predicate<T> end) {
        try {
            if (end.test(started.get(START_SECONDS, TimeUnit.SECONDS))) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException | CancellationException e) {
            // Nothing was started.
        }
    }
}
