package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.Trigger.Running;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All instances of a command, and how far each is. First only canaries are given out, as many as are wanted; after
 * {@link #canariesDone} all that are left. Thread-safe.
 */
final class Fleet {

    /** Where an instance stands. */
    enum State {
        WAITING,
        WORKING,
        SUCCEEDED,
        SKIPPED,
        BUSY,
        FAILED,
        DELETED,
        ORPHANED;

        boolean ended() {
            return this != WAITING && this != WORKING && this != BUSY;
        }
    }

    /** An instance to work on now; {@code resumed} is an operation of an earlier run that goes on. */
    record Next(ServiceInstance instance, int number, int of, boolean canary, Optional<Running> resumed) {}

    private record Problem(String instanceId, String message) {}

    private static final class Entry {
        private final ServiceInstance instance;
        private final boolean canary;
        private State state = State.WAITING;
        private @Nullable Running resumed;

        private Entry(ServiceInstance instance, boolean canary) {
            this.instance = instance;
            this.canary = canary;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final int canaryLimit;
    private final Surroundings.Watcher watcher;
    private boolean canaries;

    /**
     * @param candidates the instances that may be canaries; none means that there are no canaries
     * @param canaryLimit how many canaries are wanted; 0 means all candidates
     */
    Fleet(List<ServiceInstance> all, Set<String> candidates, int canaryLimit, Surroundings.Watcher watcher) {
        for (var instance : all) {
            entries.put(instance.id(), new Entry(instance, candidates.contains(instance.id())));
        }
        this.canaryLimit = canaryLimit;
        this.watcher = watcher;
        canaries = !candidates.isEmpty();
    }

    synchronized boolean inCanaryPhase() {
        return canaries;
    }

    synchronized void canariesDone() {
        canaries = false;
    }

    /** Notes that an earlier run, or an earlier pass of this one, has done with an instance. */
    synchronized void alreadyDone(String id) {
        var entry = entries.get(id);
        if (entry != null) {
            entry.state = State.SUCCEEDED;
        }
    }

    /** Notes that an operation of an earlier run still goes on. */
    synchronized void goesOn(String id, Running operation) {
        var entry = entries.get(id);
        if (entry != null) {
            entry.resumed = operation;
        }
    }

    /** Lets busy instances be tried again. */
    synchronized void retryBusy() {
        for (var entry : entries.values()) {
            if (entry.state == State.BUSY) {
                entry.state = State.WAITING;
            }
        }
    }

    /** How many canaries are still to be begun. */
    synchronized int outstandingCanaries() {
        int waiting = 0;
        int taken = 0;
        for (var entry : entries.values()) {
            if (entry.canary) {
                waiting += entry.state == State.WAITING ? 1 : 0;
                taken += entry.state.ended() || entry.state == State.WORKING ? 1 : 0;
            }
        }
        return canaryLimit == 0 ? waiting : Math.min(waiting, Math.max(0, canaryLimit - taken));
    }

    /** How many instances could be worked on at once. */
    synchronized int open() {
        return canaries ? outstandingCanaries() : count(State.WAITING);
    }

    /** Takes an instance that waits; nothing if there is none in this phase. */
    synchronized Optional<Next> next() {
        if (canaries && outstandingCanaries() == 0) {
            return Optional.empty();
        }
        for (var entry : entries.values()) {
            if (entry.state == State.WAITING && (!canaries || entry.canary)) {
                int number = 1
                        + count(State.SUCCEEDED)
                        + count(State.WORKING)
                        + count(State.DELETED)
                        + count(State.ORPHANED);
                entry.state = State.WORKING;
                var resumed = Optional.ofNullable(entry.resumed);
                entry.resumed = null;
                tell();
                return Optional.of(new Next(entry.instance, number, inPhase(), canaries, resumed));
            }
        }
        return Optional.empty();
    }

    /** Notes where an instance that was given out stands now. */
    synchronized void become(String id, State state) {
        entry(id).state = state;
        tell();
    }

    /** Notes that an instance has failed, and why. */
    synchronized void fail(String id, String message) {
        problems.add(new Problem(id, message));
        become(id, State.FAILED);
    }

    private Entry entry(String id) {
        var entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException("not one of the instances: " + id);
        }
        return entry;
    }

    private void tell() {
        watcher.changed(tally(false));
    }

    /** Whether all of the phase have come to an end. */
    synchronized boolean phaseComplete() {
        if (!canaries) {
            return entries.values().stream().allMatch(entry -> entry.state.ended());
        }
        long candidates =
                entries.values().stream().filter(entry -> entry.canary).count();
        long ended = entries.values().stream()
                .filter(entry -> entry.canary && entry.state.ended())
                .count();
        return ended >= (canaryLimit == 0 ? candidates : Math.min(canaryLimit, candidates));
    }

    private int inPhase() {
        return canaries
                ? (int) entries.values().stream().filter(entry -> entry.canary).count()
                : entries.size();
    }

    /** Counts those of the phase in a state. */
    private int count(State state) {
        return (int) entries.values().stream()
                .filter(entry -> entry.state == state && (!canaries || entry.canary))
                .count();
    }

    /** The counts of the phase. */
    synchronized Tally tally() {
        return tally(canaries);
    }

    private Tally tally(boolean onlyCanaries) {
        var counts = new EnumMap<State, Integer>(State.class);
        for (var entry : entries.values()) {
            if (!onlyCanaries || entry.canary) {
                counts.merge(entry.state, 1, Integer::sum);
            }
        }
        return new Tally(
                counts.getOrDefault(State.WAITING, 0),
                counts.getOrDefault(State.WORKING, 0),
                counts.getOrDefault(State.SUCCEEDED, 0),
                counts.getOrDefault(State.SKIPPED, 0),
                counts.getOrDefault(State.BUSY, 0),
                counts.getOrDefault(State.FAILED, 0),
                counts.getOrDefault(State.DELETED, 0),
                counts.getOrDefault(State.ORPHANED, 0));
    }

    /** The ids of those in a state, in the order of the list. */
    synchronized List<String> ids(State state) {
        return entries.values().stream()
                .filter(entry -> entry.state == state && (!canaries || entry.canary))
                .map(entry -> entry.instance.id())
                .toList();
    }

    /** The ids of those that have failed, in the order in which they did. */
    synchronized List<String> failed() {
        return problems.stream().map(Problem::instanceId).toList();
    }

    /** What went wrong; empty where nothing did. */
    synchronized Optional<String> problem() {
        return Problems.join(problems.stream().map(Problem::message).toList());
    }

    synchronized List<ServiceInstance> instances() {
        return entries.values().stream().map(entry -> entry.instance).toList();
    }
}
