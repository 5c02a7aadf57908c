package io.chandler.store.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Revision;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the tests of the kit share. */
final class Testing {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Testing() {}

    /** A task of one of several threads. */
    interface Task<T> {
        T run(int thread) throws Exception;
    }

    /** Runs a task on many threads that start together, and collects what each returns. */
    static <T> List<T> together(int threads, Task<T> task) throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                Callable<T> call = () -> {
                    start.await();
                    return task.run(thread);
                };
                running.add(executor.submit(call));
            }
            start.countDown();
            var results = new ArrayList<T>();
            for (var each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(Entry entry) {
        return new String(entry.value(), UTF_8);
    }

    static List<String> keys(List<Entry> entries) {
        return entries.stream().map(Entry::key).toList();
    }

    /** All entries with a prefix, of the newest state. */
    static List<Entry> all(Store store, String prefix) {
        var range = store.range(prefix, "", "", Integer.MAX_VALUE, Optional.empty());
        assertThat(range.more()).isFalse();
        return range.entries();
    }

    /** Reads changes until the one with this revision has come. */
    static List<Change> changesUpTo(Subscription subscription, Revision last) throws InterruptedException {
        var changes = new ArrayList<Change>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (changes.isEmpty() || changes.getLast().entry().revision().compareTo(last) < 0) {
            changes.addAll(subscription.next(Duration.ofSeconds(1)));
            assertThat(System.nanoTime()).as("came in time: revision %s", last).isLessThan(deadline);
        }
        return changes;
    }

    /** A change in one line. */
    static String describe(Change change) {
        return (change.removed() ? "removed " : "set ") + change.entry().key() + "@"
                + change.entry().revision() + "=" + text(change.entry())
                + change.previous()
                        .map(entry -> " was " + text(entry) + "@" + entry.revision())
                        .orElse("");
    }
}
