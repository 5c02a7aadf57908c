package io.chandler.resources.internal;

import io.chandler.resources.BackOff;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.WatchEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lists selected objects, then tells of each change, for as long as it runs: after an interruption from where it was,
 * and by listing again where that history is gone. One virtual thread of its own calls the sink.
 */
public final class Reflector<S, T> {

    /** The first page is small, so that what is listed first need not wait for much of the rest. */
    private static final int FIRST_PAGE = 20;

    private static final int PAGE = 500;
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.3);

    private final ResourceStore<S, T> store;
    private final Scope scope;
    private final Selector selector;
    private final Sink<S, T> sink;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    /** Whom the objects and their changes are told. */
    public interface Sink<S, T> {

        /** A list begins. */
        void listing();

        /** An object of the list. */
        void listed(Resource<S, T> resource);

        /** The list is complete: what it did not show was not there at this revision. */
        void complete(Revision revision);

        /** A change. */
        void changed(WatchEvent<S, T> event);

        /** Whether a change, the next in order, is known already and need not be told. */
        default boolean knows(Ref ref, Revision revision) {
            return false;
        }

        /** The store, or the sink, failed; it is tried again. */
        void failed(RuntimeException cause);
    }

    /** One that is yet to be started. */
    public Reflector(ResourceStore<S, T> store, Scope scope, Selector selector, Sink<S, T> sink) {
        this.store = store;
        this.scope = scope;
        this.selector = selector;
        this.sink = sink;
        this.thread = Thread.ofVirtual().name("watch-" + store.type().plural()).unstarted(this::run);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Ends soon: the sink may be called once more. */
    public void cancel() {
        stopped.countDown();
        thread.interrupt();
    }

    /** Ends, and waits until the sink is called no more unless the sink itself is calling. */
    public void stop() throws InterruptedException {
        cancel();
        if (!Thread.currentThread().equals(thread) && !thread.getState().equals(Thread.State.NEW)) {
            thread.join();
        }
    }

    private boolean running() {
        return stopped.getCount() > 0;
    }

    private void run() {
        var progress = new Progress();
        while (running()) {
            try {
                if (progress.listAgain) {
                    progress.seen(list());
                }
                watch(progress);
            } catch (StoreException.Expired expired) {
                progress.listAgain = true;
                progress.pause();
            } catch (StoreException.Unavailable unavailable) {
                if (running()) {
                    sink.failed(unavailable);
                }
                progress.pause();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (running()) {
                    sink.failed(e);
                }
                progress.listAgain = true;
                progress.pause();
            }
        }
    }

    private Revision list() {
        sink.listing();
        var options = ListOptions.first(FIRST_PAGE);
        while (true) {
            var page = store.list(scope, selector, options);
            page.items().forEach(sink::listed);
            if (page.continuation().isEmpty()) {
                sink.complete(page.revision());
                return page.revision();
            }
            options = new ListOptions(PAGE, page.continuation());
        }
    }

    private void watch(Progress progress) throws InterruptedException {
        try (Watch<S, T> watch = store.watch(scope, selector, progress.after, progress::knows)) {
            while (running()) {
                long began = System.nanoTime();
                var event = watch.next(WAIT);
                if (event.isPresent()) {
                    sink.changed(event.get());
                    progress.seen(event.get().resource().revision());
                } else if (System.nanoTime() - began < WAIT.toNanos() / 2) {
                    progress.pause();
                    return;
                }
            }
        }
    }

    /** How far the reflector has come, and how often in a row it came no further. */
    private final class Progress {
        Revision after = Revision.ZERO;
        boolean listAgain = true;
        int failures;

        boolean knows(Ref ref, Revision revision) {
            boolean known = sink.knows(ref, revision);
            if (known) {
                seen(revision);
            }
            return known;
        }

        void seen(Revision revision) {
            after = revision;
            listAgain = false;
            failures = 0;
        }

        void pause() {
            try {
                failures++;
                long nanos =
                        BACK_OFF.delay(failures, ThreadLocalRandom.current()).toNanos();
                boolean _ = stopped.await(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
