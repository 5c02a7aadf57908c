package io.chandler.ondemand.commands;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same several times at once. */
final class Workers {

    /** What each worker does. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private Workers() {}

    /** Runs the work on as many threads, and waits for all of them. */
    static void run(int workers, Work work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int worker = 0; worker < workers; worker++) {
                running.add(threads.submit(() -> {
                    work.run();
                    return null;
                }));
            }
            for (var each : running) {
                await(each);
            }
        }
    }

    private static void await(Future<?> worker) throws InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException mistake -> throw mistake;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("a worker ended", e);
            }
        }
    }
}
