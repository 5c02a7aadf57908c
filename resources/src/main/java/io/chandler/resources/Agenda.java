package io.chandler.resources;

import io.chandler.resources.internal.Reflector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a controller has to do and when: decides from each state of an object that is seen, whoever shows it, whether
 * and when it is to be run. Decisions are taken one at a time, without I/O.
 */
final class Agenda<S, T> implements Reflector.Sink<S, T> {

    private static final int MOST_HANDED = 4_096;
    private static final int MOST_SETTLED = 65_536;

    private final ControllerSettings<S, T> settings;
    private final WorkQueue<Ref> queue;
    private final ReentrantLock deciding = new ReentrantLock();
    private final Map<Ref, ClaimedRun<S, T>> running = new HashMap<>();

    /** The newest states seen of what waits, to save reading them; only so many. */
    private final Map<Ref, Resource<S, T>> handed = new HashMap<>();

    /** Up to which revision the watch shows only what was submitted, or a run has dealt with already. */
    private final LinkedHashMap<Ref, Revision> settled = new LinkedHashMap<>();

    /** Until when what failed is left alone. */
    private final Map<Ref, Instant> notBefore = new HashMap<>();

    /** Up to which revision it is no longer known what has been dealt with: a state that old is read again. */
    private Revision unsettled = Revision.ZERO;

    /** How far the watch has come. */
    private Revision watched = Revision.ZERO;

    private boolean stopped;

    Agenda(ControllerSettings<S, T> settings) {
        this.settings = settings;
        this.queue = new WorkQueue<>(settings.clock(), settings.backOff(), settings.granularity());
    }

    WorkQueue<Ref> queue() {
        return queue;
    }

    /** An object was stored by a neighbour in this process. Old news if the watch has come so far already. */
    void submitted(Resource<S, T> resource) {
        deciding.lock();
        try {
            if (resource.revision().compareTo(watched) > 0) {
                decide(new WatchEvent.Modified<>(resource));
                settle(resource.ref(), resource.revision());
            }
        } finally {
            deciding.unlock();
        }
    }

    @Override
    public void listing() {}

    @Override
    public void listed(Resource<S, T> resource) {
        deciding.lock();
        try {
            decide(new WatchEvent.Modified<>(resource));
        } finally {
            deciding.unlock();
        }
    }

    @Override
    public void complete(Revision revision) {
        deciding.lock();
        try {
            watched = revision;
            settled.values().removeIf(until -> until.compareTo(revision) <= 0);
        } finally {
            deciding.unlock();
        }
    }

    @Override
    public void changed(WatchEvent<S, T> event) {
        deciding.lock();
        try {
            decide(event);
            watchedTo(event.resource().revision());
        } finally {
            deciding.unlock();
        }
    }

    @Override
    public boolean knows(Ref ref, Revision revision) {
        deciding.lock();
        try {
            var run = running.get(ref);
            boolean known = isSettled(ref, revision)
                    || (run != null && revision.compareTo(run.resource().revision()) <= 0);
            if (known) {
                watchedTo(revision);
            }
            return known;
        } finally {
            deciding.unlock();
        }
    }

    private void watchedTo(Revision revision) {
        watched = revision;
        for (var until = settled.values().iterator(); until.hasNext(); ) {
            if (until.next().compareTo(revision) > 0) {
                break;
            }
            until.remove();
        }
    }

    private void decide(WatchEvent<S, T> event) {
        var resource = event.resource();
        var ref = resource.ref();
        var run = running.get(ref);
        if (stopped || (run != null && run.offer(event)) || isSettled(ref, resource.revision())) {
            return;
        }
        if (!(event instanceof WatchEvent.Deleted)) {
            consider(resource);
        } else if (!handed.containsKey(ref) || handed.get(ref).revision().compareTo(resource.revision()) <= 0) {
            drop(ref);
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        settings.listener().storeFailed(cause);
    }

    /** The newest state seen of what is about to be run. */
    @Nullable
    Resource<S, T> hand(Ref ref) {
        deciding.lock();
        try {
            return handed.remove(ref);
        } finally {
            deciding.unlock();
        }
    }

    /** An object turned out not to be runnable yet. */
    void postponed(Ref ref, Instant until) {
        deciding.lock();
        try {
            if (!handed.containsKey(ref)) {
                queue.schedule(ref, until);
            }
        } finally {
            deciding.unlock();
        }
    }

    /** There is nothing to do for an object, as far as is known. */
    void nothingToDo(Ref ref) {
        deciding.lock();
        try {
            if (!handed.containsKey(ref)) {
                drop(ref);
            }
        } finally {
            deciding.unlock();
        }
    }

    /** A run begins: it is told of changes from now on. @return false if the controller has stopped */
    boolean began(Ref ref, ClaimedRun<S, T> run) {
        deciding.lock();
        try {
            running.put(ref, run);
            var known = handed.remove(ref);
            if (known != null && known.revision().compareTo(run.resource().revision()) > 0) {
                run.offer(new WatchEvent.Modified<>(known));
            }
            return !stopped;
        } finally {
            deciding.unlock();
        }
    }

    /**
     * A run has ended: decides from the newest state whether and when there is to be another.
     *
     * @param again when to run again unless somebody has changed the object since the run's last write; empty to decide
     *     by the object
     * @param failed whether to wait first, longer after each failure in a row
     * @return the delay after a failure
     */
    Duration ended(Ref ref, ClaimedRun<S, T> run, Optional<Instant> again, boolean failed) {
        deciding.lock();
        try {
            var newest = run.close();
            var last = run.resource().revision();
            running.remove(ref);
            settle(ref, last);
            queue.remove(ref);
            notBefore.remove(ref);
            if (!failed) {
                queue.forget(ref);
            }
            var delay = failed ? queue.failed(ref) : Duration.ZERO;
            if (stopped || newest.isEmpty() || !settings.isPending(newest.get())) {
                drop(ref);
            } else if (again.isPresent() && newest.get().revision().equals(last)) {
                queue.schedule(ref, again.get());
            } else {
                if (failed) {
                    notBefore.put(ref, settings.clock().instant().plus(delay));
                }
                consider(newest.get());
            }
            return delay;
        } finally {
            deciding.unlock();
        }
    }

    /** Ends: nothing is taken in any more. @return what was seen waiting under a claim of ours that keeps others away */
    List<Resource<S, T>> stop() {
        deciding.lock();
        try {
            stopped = true;
            queue.shutDownNow();
            var ours = new ArrayList<>(handed.values());
            ours.removeIf(resource -> settings.exclusive() || !settings.isOurs(resource));
            handed.clear();
            return ours;
        } finally {
            deciding.unlock();
        }
    }

    List<ClaimedRun<S, T>> running() {
        deciding.lock();
        try {
            return List.copyOf(running.values());
        } finally {
            deciding.unlock();
        }
    }

    int runningCount() {
        deciding.lock();
        try {
            return running.size();
        } finally {
            deciding.unlock();
        }
    }

    private void consider(Resource<S, T> resource) {
        var ref = resource.ref();
        var known = handed.get(ref);
        if (known != null && known.revision().compareTo(resource.revision()) > 0) {
            return;
        }
        try {
            if (!settings.isPending(resource)) {
                return;
            }
            var at = latest(settings.due().apply(resource), notBefore.getOrDefault(ref, Instant.MIN));
            var taken = settings.takenUntil(resource);
            queue.schedule(ref, taken.isPresent() ? latest(at, afterExpiry(taken.get())) : at);
        } catch (RuntimeException e) {
            settings.listener().failed(ref, e, 1, Duration.ZERO);
            return;
        }
        if ((known != null || handed.size() < MOST_HANDED)
                && resource.revision().compareTo(unsettled) > 0) {
            handed.put(ref, resource);
        }
    }

    /** A little later than a claim expires, so that replicas do not come for it all at once. */
    Instant afterExpiry(Instant expiresAt) {
        long most = Math.max(1, settings.claimDuration().toNanos() / 10);
        return expiresAt.isAfter(Instant.MAX.minus(settings.claimDuration()))
                ? expiresAt
                : expiresAt.plusNanos(ThreadLocalRandom.current().nextLong(most));
    }

    private void drop(Ref ref) {
        handed.remove(ref);
        notBefore.remove(ref);
        queue.remove(ref);
        queue.forget(ref);
    }

    private void settle(Ref ref, Revision revision) {
        if (revision.compareTo(watched) <= 0) {
            return;
        }
        settled.remove(ref);
        settled.put(ref, revision);
        if (settled.size() > MOST_SETTLED) {
            var oldest = settled.pollFirstEntry().getValue();
            unsettled = oldest.compareTo(unsettled) > 0 ? oldest : unsettled;
        }
    }

    private boolean isSettled(Ref ref, Revision revision) {
        var until = settled.get(ref);
        if (until == null) {
            return false;
        }
        int order = revision.compareTo(until);
        if (order >= 0) {
            settled.remove(ref);
        }
        return order <= 0;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
