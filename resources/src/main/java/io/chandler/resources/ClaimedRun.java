package io.chandler.resources;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run under a claim: every write of it, the renewal of the claim, and what others do to the object meanwhile.
 *
 * <p>Writes, renewals and the changes that a watch shows are taken one at a time, under {@code writing}: so a watch
 * event at a revision above {@code current} is somebody else's doing. The watch never waits for a write: it leaves its
 * event for whoever is writing.
 */
final class ClaimedRun<S, T> implements Claimed<S, T> {

    private static final BackOff STORE_BACK_OFF = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(1), 0.3);

    private enum State {
        /** The claim is ours as far as we know. */
        OURS,
        /** We gave it up. */
        RELEASED,
        /** Somebody took it, or the object is gone. */
        LOST
    }

    private final ControllerSettings<S, T> settings;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile Resource<S, T> current;
    private volatile State state = State.OURS;
    private volatile Instant expiresAt;
    private volatile boolean wrote;

    private final Runnable ending;
    private final ChangeBell<S, T> bell;

    private final Object inbox = new Object();
    private @Nullable WatchEvent<S, T> event;
    private @Nullable Resource<S, T> seenAfterwards;
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * A run of an object that is claimed.
     *
     * @param ending called before the write that gives up the claim, perhaps more than once
     */
    ClaimedRun(ControllerSettings<S, T> settings, Resource<S, T> claimed, Runnable ending) {
        this.settings = settings;
        this.ending = ending;
        this.current = claimed;
        this.expiresAt = expiry(claimed);
        this.bell = new ChangeBell<>(
                () -> state == State.OURS ? current : null,
                e -> settings.listener().failed(claimed.ref(), e, 1, Duration.ZERO));
    }

    @Override
    public Resource<S, T> resource() {
        return current;
    }

    @Override
    public void requireHeld() {
        loseIfOverdue();
        requireOurs();
    }

    @Override
    public Resource<S, T> update(UnaryOperator<Resource<S, T>> change) {
        writing.lock();
        try {
            var stored = write(change, true);
            wrote = true;
            return stored;
        } finally {
            writing.unlock();
            takeEvents();
        }
    }

    @Override
    public void onChange(Consumer<Resource<S, T>> listener) {
        bell.listener(listener);
    }

    /** Runs the reconciler in this thread, which from now on is interrupted when the claim is lost. */
    Outcome reconcile() throws Exception {
        synchronized (inbox) {
            thread = Thread.currentThread();
        }
        try {
            requireHeld();
            return settings.reconciler().reconcile(this);
        } finally {
            synchronized (inbox) {
                thread = null;
            }
            boolean _ = Thread.interrupted();
        }
    }

    /** Interrupts the reconciler, if it is running. */
    void interrupt() {
        synchronized (inbox) {
            if (thread != null && !Thread.currentThread().equals(thread)) {
                thread.interrupt();
            }
        }
    }

    /** Gives up the claim if it is still ours, in one write; waits for the store. */
    void release() {
        writing.lock();
        try {
            if (state == State.OURS) {
                write(resource -> settings.claims().with(resource, Optional.empty()), true);
            }
        } catch (ClaimLost lost) {
            // Then there is nothing to give up.
        } finally {
            writing.unlock();
            takeEvents();
        }
    }

    /** Whether it is time to {@link #renew}; never where nobody else could take the claim. */
    boolean renewalIsDue() {
        return state == State.OURS
                && !settings.exclusive()
                && !settings.clock().instant().isBefore(settings.renewAt(expiresAt))
                && renewing.compareAndSet(false, true);
    }

    /** Ends a run whose claim was not renewed in time, be it that its process slept or that the store does not answer. */
    void loseIfOverdue() {
        if (!settings.exclusive() && !settings.clock().instant().isBefore(settings.safeUntil(expiresAt))) {
            lose(null);
        }
    }

    /** Renews the claim. */
    void renew() {
        try {
            if (writing.tryLock()) {
                try {
                    if (state == State.OURS) {
                        write(UnaryOperator.identity(), false);
                    }
                } finally {
                    writing.unlock();
                    takeEvents();
                }
            }
        } catch (ClaimLost lost) {
            // Whoever lost it has been told.
        } catch (StoreException e) {
            settings.listener().storeFailed(e);
        } finally {
            renewing.set(false);
        }
    }

    /** Takes the run's say away: it is to end, and nobody waits for it. */
    void abandon() {
        lose(null);
    }

    /** Hands over what the watch shows. @return whether this run is still there to take it */
    boolean offer(WatchEvent<S, T> shown) {
        synchronized (inbox) {
            if (closed) {
                return false;
            }
            event = shown;
        }
        takeEvents();
        return true;
    }

    /** No more events. @return the newest state that is known; empty if the object is gone */
    Optional<Resource<S, T>> close() {
        synchronized (inbox) {
            closed = true;
            var newest = current;
            boolean gone = state == State.RELEASED && vanished(newest);
            if (seenAfterwards != null && seenAfterwards.revision().compareTo(newest.revision()) > 0) {
                newest = seenAfterwards;
                gone = false;
            }
            if (event != null && event.resource().revision().compareTo(newest.revision()) > 0) {
                newest = event.resource();
                gone = isRemoval(event);
            }
            return gone ? Optional.empty() : Optional.of(newest);
        }
    }

    /** Whether the object is another one than at the beginning, but for the claim. */
    boolean hasProgressed() {
        return wrote || bell.hasRung();
    }

    boolean isLost() {
        return state == State.LOST;
    }

    private Resource<S, T> write(UnaryOperator<Resource<S, T>> change, boolean patient) {
        requireOurs();
        var base = current;
        var next = next(base, change);
        boolean uncertain = false;
        for (int failures = 1; ; failures++) {
            if (!settings.isOurs(next)) {
                ending.run();
            }
            try {
                return accept(settings.store().replace(next, base));
            } catch (StoreException.Conflict | StoreException.NotFound e) {
                var found = read(patient);
                if (uncertain && isOutcome(next, found)) {
                    return accept(found.orElse(next));
                }
                adopt(found);
                uncertain = false;
                base = current;
                next = next(base, change);
            } catch (StoreException.Unavailable e) {
                uncertain |= !e.certain();
                pause(e, failures, patient);
            }
            requireOurs();
        }
    }

    private Resource<S, T> next(Resource<S, T> base, UnaryOperator<Resource<S, T>> change) {
        var next = change.apply(base);
        if (!next.ref().equals(base.ref())) {
            throw new IllegalArgumentException("an update must not rename an object: " + base.ref());
        }
        return settings.renewsWithWrite(next) ? settings.claims().with(next, Optional.of(settings.newClaim())) : next;
    }

    private Optional<Resource<S, T>> read(boolean patient) {
        for (int failures = 1; ; failures++) {
            try {
                return settings.store().get(current.ref());
            } catch (StoreException.Unavailable e) {
                pause(e, failures, patient);
            }
            requireOurs();
        }
    }

    private Resource<S, T> accept(Resource<S, T> stored) {
        current = stored;
        if (!settings.isOurs(stored) || vanished(stored)) {
            state = State.RELEASED;
        } else {
            expiresAt = expiry(stored);
        }
        return stored;
    }

    /** Whether what is stored is what a write left whose answer was lost. */
    private boolean isOutcome(Resource<S, T> sent, Optional<Resource<S, T>> found) {
        if (found.isEmpty()) {
            return vanished(sent);
        }
        var one = sent.metadata();
        var other = found.get().metadata();
        return one.uid().equals(other.uid())
                && one.labels().equals(other.labels())
                && one.annotations().equals(other.annotations())
                && one.finalizers().equals(other.finalizers())
                && one.deletionTimestamp().equals(other.deletionTimestamp())
                && Objects.equals(sent.spec(), found.get().spec())
                && Objects.equals(sent.status(), found.get().status());
    }

    /** Goes on from what somebody else made of the object. @throws ClaimLost if it is no longer ours */
    private void adopt(Optional<Resource<S, T>> found) {
        if (found.isEmpty()) {
            lose(null);
        } else if (!isStillOurs(found.get())) {
            lose(found.get());
        } else {
            goOnFrom(found.get());
        }
        requireOurs();
    }

    private void goOnFrom(Resource<S, T> found) {
        current = found;
        expiresAt = expiry(found);
        bell.ring(found.revision());
    }

    private boolean isStillOurs(Resource<S, T> found) {
        return found.metadata().uid().equals(current.metadata().uid()) && settings.isOurs(found);
    }

    private void lose(@Nullable Resource<S, T> successor) {
        synchronized (inbox) {
            if (state != State.OURS) {
                return;
            }
            state = State.LOST;
            seenAfterwards = successor;
        }
        interrupt();
    }

    private void requireOurs() {
        if (state != State.OURS) {
            throw new ClaimLost("the run has no claim any more on " + current.ref());
        }
    }

    private void pause(StoreException.Unavailable cause, int failures, boolean patient) {
        if (!patient) {
            throw cause;
        }
        settings.listener().storeFailed(cause);
        try {
            Thread.sleep(STORE_BACK_OFF.delay(failures, ThreadLocalRandom.current()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            requireOurs();
            throw cause;
        }
    }

    /** Takes in what the watch has left, unless somebody is writing: who is does it afterwards. */
    private void takeEvents() {
        while (hasEvent() && writing.tryLock()) {
            try {
                WatchEvent<S, T> shown;
                synchronized (inbox) {
                    if (closed || event == null) {
                        return;
                    }
                    shown = event;
                    event = null;
                }
                take(shown);
            } finally {
                writing.unlock();
            }
        }
    }

    private boolean hasEvent() {
        synchronized (inbox) {
            return event != null && !closed;
        }
    }

    private void take(WatchEvent<S, T> shown) {
        var resource = shown.resource();
        if (resource.revision().compareTo(current.revision()) <= 0) {
            return;
        }
        if (state != State.OURS) {
            synchronized (inbox) {
                seenAfterwards = isRemoval(shown) ? null : resource;
            }
        } else if (isRemoval(shown)) {
            lose(null);
        } else if (!isStillOurs(resource)) {
            lose(resource);
        } else {
            goOnFrom(resource);
        }
    }

    /** A removed object is still as it was selected; one that is selected no longer is not. */
    private boolean isRemoval(WatchEvent<S, T> shown) {
        return shown instanceof WatchEvent.Deleted && settings.isPending(shown.resource());
    }

    private static boolean vanished(Resource<?, ?> resource) {
        return resource.deleting() && resource.metadata().finalizers().isEmpty();
    }

    private Instant expiry(Resource<S, T> resource) {
        return settings.claims().of(resource).map(Claim::expiresAt).orElse(Instant.EPOCH);
    }
}
