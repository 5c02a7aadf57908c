package io.chandler.resources;

import io.chandler.resources.internal.Reflector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The threads of a controller: one watches, one deals out what is due, one renews claims, one is for each run. */
final class Dispatcher<S, T> {

    private static final BackOff STORE_BACK_OFF = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(1), 0.3);
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final int MOST_THREADS = Integer.MAX_VALUE;

    private final ControllerSettings<S, T> settings;
    private final Agenda<S, T> agenda;
    private final Reflector<S, T> reflector;
    /** One for each run that may begin now. */
    private final Semaphore idle;
    /** One for each thread of a run that may be there. */
    private final Semaphore ends = new Semaphore(MOST_THREADS);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Dispatcher(ControllerSettings<S, T> settings) {
        this.settings = settings;
        this.agenda = new Agenda<>(settings);
        this.reflector = new Reflector<>(settings.store(), Scope.all(), settings.pending(), agenda);
        this.idle = new Semaphore(settings.workers());
    }

    void start() {
        reflector.start();
        thread("deal").start(this::deal);
        if (!settings.exclusive()) {
            thread("renew").start(this::renew);
        }
    }

    void submit(Resource<S, T> stored) {
        agenda.submitted(stored);
    }

    int running() {
        return agenda.runningCount();
    }

    int pending() {
        return agenda.queue().size();
    }

    boolean stop(Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        stopping.countDown();
        reflector.cancel();
        var handovers = new ArrayList<Thread>();
        for (var waiting : agenda.stop()) {
            handovers.add(thread("release").start(() -> handOver(waiting)));
        }
        boolean allEnded = ends.tryAcquire(MOST_THREADS, deadline.toNanos() / 4 * 3, TimeUnit.NANOSECONDS);
        if (!allEnded) {
            agenda.running().forEach(ClaimedRun::interrupt);
            allEnded = ends.tryAcquire(MOST_THREADS, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (!allEnded) {
            agenda.running().forEach(ClaimedRun::abandon);
        }
        for (var handover : handovers) {
            boolean _ = handover.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        ended.countDown();
        return allEnded;
    }

    private void handOver(Resource<S, T> waiting) {
        try {
            settings.store().replace(settings.claims().with(waiting, Optional.empty()), waiting);
        } catch (StoreException e) {
            // Somebody else was first, or the claim expires by itself.
        }
    }

    private void deal() {
        try {
            while (true) {
                idle.acquire();
                var ref = agenda.queue().take();
                if (ref.isEmpty()) {
                    idle.release();
                    return;
                }
                ends.acquire();
                thread("run").start(() -> work(ref.get()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void renew() {
        long pause = Math.max(
                1_000_000,
                Math.min(
                        settings.granularity().toNanos(),
                        settings.claimDuration().toNanos() / 10));
        try {
            while (!ended.await(pause, TimeUnit.NANOSECONDS)) {
                for (var run : agenda.running()) {
                    run.loseIfOverdue();
                    if (run.renewalIsDue()) {
                        thread("renew").start(run::renew);
                    }
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void work(Ref ref) {
        var turn = new Turn();
        try {
            var run = claim(ref, turn);
            if (run != null) {
                perform(ref, run);
            }
        } catch (RuntimeException e) {
            settings.listener().storeFailed(e);
            agenda.queue().addWithBackOff(ref);
        } finally {
            agenda.queue().done(ref);
            turn.end();
            ends.release();
        }
    }

    /** The place of a run among those that may be under way at once. */
    private final class Turn {
        private final AtomicBoolean over = new AtomicBoolean();

        void end() {
            if (over.compareAndSet(false, true)) {
                idle.release();
            }
        }
    }

    /** Makes an object ours, without a write if it is already. @return null if there is no run to be now */
    private @Nullable ClaimedRun<S, T> claim(Ref ref, Turn turn) {
        var store = settings.store();
        var resource = agenda.hand(ref);
        for (int failures = 0; stopping.getCount() > 0; ) {
            try {
                if (resource == null) {
                    resource = store.get(ref).orElse(null);
                }
                if (resource == null || !settings.isPending(resource)) {
                    agenda.nothingToDo(ref);
                    return null;
                }
                var now = settings.clock().instant();
                var due = settings.due().apply(resource);
                var taken = settings.takenUntil(resource);
                if (due.isAfter(now)) {
                    agenda.postponed(ref, due);
                    return null;
                }
                if (taken.isPresent() && taken.get().isAfter(now)) {
                    agenda.postponed(ref, agenda.afterExpiry(taken.get()));
                    return null;
                }
                if (settings.holds(resource, now)) {
                    return new ClaimedRun<>(settings, resource, turn::end);
                }
                var claimed = settings.claims().with(resource, Optional.of(settings.newClaim()));
                return new ClaimedRun<>(settings, store.replace(claimed, resource), turn::end);
            } catch (StoreException.Conflict | StoreException.NotFound e) {
                resource = null;
            } catch (StoreException.Unavailable e) {
                settings.listener().storeFailed(e);
                resource = null;
                pause(STORE_BACK_OFF.delay(++failures, ThreadLocalRandom.current()));
            }
        }
        return null;
    }

    private void perform(Ref ref, ClaimedRun<S, T> run) {
        Outcome outcome = null;
        Throwable cause = null;
        if (agenda.began(ref, run)) {
            try {
                outcome = run.reconcile();
            } catch (Throwable t) {
                cause = t;
            }
        }
        try {
            run.release();
        } catch (StoreException e) {
            settings.listener().storeFailed(e);
        }
        if (run.isLost()) {
            settings.listener().claimLost(ref);
        }
        boolean superseded = run.isLost() || cause instanceof ClaimLost || stopping.getCount() == 0;
        boolean failed = cause != null && !superseded;
        boolean idled = !(outcome instanceof Outcome.Again) && !run.hasProgressed() && !run.isLost();
        int attempt = agenda.queue().failures(ref) + 1;
        var delay = agenda.ended(ref, run, again(outcome), failed || idled);
        if (failed && cause != null) {
            settings.listener().failed(ref, cause, attempt, delay);
        }
    }

    private Optional<Instant> again(@Nullable Outcome outcome) {
        if (!(outcome instanceof Outcome.Again(var after))) {
            return Optional.empty();
        }
        return Optional.of(
                after.compareTo(FOREVER) > 0
                        ? Instant.MAX
                        : settings.clock().instant().plus(after));
    }

    private void pause(Duration delay) {
        try {
            boolean _ = stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private Thread.Builder.OfVirtual thread(String role) {
        return Thread.ofVirtual().name(role + "-" + settings.store().type().plural());
    }
}
