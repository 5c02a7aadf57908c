package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.Fleet.Next;
import io.chandler.ondemand.commands.Fleet.State;
import io.chandler.ondemand.commands.ManagementApi.Refused;
import io.chandler.ondemand.commands.Trigger.Check;
import io.chandler.ondemand.commands.Trigger.Problem;
import io.chandler.ondemand.commands.Trigger.Running;
import io.chandler.ondemand.commands.Trigger.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all instances: canaries first, then the others, a bounded number at once, and again those that were
 * busy. An instance that fails does not keep the others from being processed, but all from being called a success.
 */
final class Iteration {

    /** How often in a row an operation may not be asked for before it counts as failed. */
    private static final int MOST_UNANSWERED = 5;

    private final IterationSettings settings;
    private final ManagementApi broker;
    private final Trigger trigger;
    private final IterationLog log;
    private final Function<Optional<String>, Journal> journals;
    private final Surroundings surroundings;
    private final FreshInstances fresh;
    private final PollTimes times;
    private @Nullable Journal journal;

    /** @param journals gives the journal for the configuration that the broker names */
    Iteration(
            IterationSettings settings,
            ManagementApi broker,
            Trigger trigger,
            IterationLog log,
            Function<Optional<String>, Journal> journals,
            Surroundings surroundings) {
        this.settings = settings;
        this.broker = broker;
        this.trigger = trigger;
        this.log = log;
        this.journals = journals;
        this.surroundings = surroundings;
        fresh = new FreshInstances(broker, surroundings.clock());
        times = new PollTimes(settings.pollingInterval());
    }

    /**
     * Does it all.
     *
     * @param done instances that need nothing more; they count as successes
     * @return the instances that succeeded
     * @throws Failure if not every instance came to a good end
     */
    Set<String> run(Set<String> done) throws InterruptedException {
        log.starting(settings.maxInFlight());
        var all = list();
        var fleet = muster(all.list());
        log.instances(fleet.instances());
        var kept = journals.apply(all.configuration());
        journal = kept;
        kept.done().forEach(fleet::alreadyDone);
        done.forEach(fleet::alreadyDone);
        kept.running().forEach((id, operation) -> {
            if (trigger.knows(operation)) {
                fleet.goesOn(id, operation);
            }
        });
        try {
            if (fleet.inCanaryPhase()) {
                log.canariesStarting(fleet.outstandingCanaries(), settings.canarySelection());
                phase(fleet);
                fleet.canariesDone();
                log.canariesFinished();
            }
            phase(fleet);
        } finally {
            log.summary(fleet.tally(), fleet.ids(State.BUSY), fleet.failed());
        }
        return Set.copyOf(fleet.ids(State.SUCCEEDED));
    }

    /** Tells what would be done. */
    void rehearse() throws InterruptedException {
        var fleet = muster(list().list());
        log.instances(fleet.instances());
        if (fleet.inCanaryPhase()) {
            log.canariesStarting(fleet.outstandingCanaries(), settings.canarySelection());
            for (var next = fleet.next(); next.isPresent(); next = fleet.next()) {
                log.line("[" + next.get().instance().id() + "] Would be processed as a canary");
            }
            fleet.canariesDone();
        }
        for (var next = fleet.next(); next.isPresent(); next = fleet.next()) {
            log.line("[" + next.get().instance().id() + "] Would be processed");
        }
        log.line("DRY RUN: nothing was changed");
    }

    private Journal journal() {
        return Objects.requireNonNull(journal, "the run has not begun");
    }

    private ManagementApi.Instances list() throws InterruptedException {
        try {
            return broker.instances(Map.of());
        } catch (Refused e) {
            throw new Failure("error listing service instances: " + e.reason());
        }
    }

    private Fleet muster(List<ServiceInstance> all) throws InterruptedException {
        try {
            var selection = settings.canarySelection();
            int canaries = settings.canaries();
            Set<String> candidates = Set.of();
            if (!selection.isEmpty()) {
                candidates = ids(broker.instances(selection).list());
                if (candidates.isEmpty() && !all.isEmpty()) {
                    throw new Failure("Failed to find a match to the canary selection criteria: "
                            + IterationLog.criteria(selection)
                            + ". Please ensure these selection criteria will match one or more service instances, or"
                            + " remove `canary_selection_params` to disable selecting canaries from a specific org"
                            + " and space.");
                }
                var strangers =
                        candidates.stream().filter(id -> !ids(all).contains(id)).findFirst();
                if (strangers.isPresent()) {
                    throw new Failure("error with canary instance listing: Canary '" + strangers.get()
                            + "' not in instance list");
                }
            } else if (canaries > 0) {
                candidates = ids(all);
            }
            return new Fleet(all, candidates, Math.min(canaries, candidates.size()), surroundings.watcher());
        } catch (Refused e) {
            throw new Failure("error listing service instances: " + e.reason());
        }
    }

    private static Set<String> ids(List<ServiceInstance> instances) {
        return instances.stream().map(ServiceInstance::id).collect(Collectors.toUnmodifiableSet());
    }

    private void phase(Fleet fleet) throws InterruptedException {
        int limit = settings.attemptLimit();
        for (int attempt = 1; attempt <= limit; attempt++) {
            fleet.retryBusy();
            fresh.expire();
            if (fleet.inCanaryPhase()) {
                log.canariesAttempt(attempt, limit, fleet.outstandingCanaries());
            } else {
                log.attempt(attempt, limit);
            }
            Workers.run(Math.min(settings.maxInFlight(), fleet.open()), () -> work(fleet));
            var problem = fleet.problem();
            if (problem.isPresent()) {
                throw new Failure(
                        (fleet.inCanaryPhase() ? "canaries didn't process successfully: " : "") + problem.get());
            }
            boolean complete = fleet.phaseComplete();
            if (complete && fleet.inCanaryPhase()) {
                return;
            }
            log.progress(settings.attemptInterval(), fleet.tally());
            if (complete) {
                return;
            }
            if (attempt < limit) {
                surroundings.pause().take(settings.attemptInterval());
            }
        }
        var busy = fleet.ids(State.BUSY);
        if (fleet.inCanaryPhase()) {
            int wanted = settings.canaries() == 0 ? busy.size() : settings.canaries();
            throw new Failure("canaries didn't process successfully: attempted to process " + wanted
                    + " canaries, but only found " + Math.max(0, wanted - busy.size())
                    + " instances not already in use by another BOSH task.");
        }
        throw new Failure("The following instances could not be processed: " + String.join(", ", busy));
    }

    private void work(Fleet fleet) throws InterruptedException {
        for (var next = fleet.next(); next.isPresent(); next = fleet.next()) {
            process(fleet, next.get());
        }
    }

    private void process(Fleet fleet, Next next) throws InterruptedException {
        var id = next.instance().id();
        log.begins(next);
        try {
            if (next.resumed().isPresent()) {
                follow(fleet, id, next.resumed().get());
                return;
            }
            switch (start(next.instance())) {
                case Start.Accepted(var operation) -> {
                    log.result(id, "operation accepted");
                    journal().started(id, operation);
                    follow(fleet, id, operation);
                }
                case Start.Deleted _ -> end(fleet, id, State.DELETED, "already deleted from platform");
                case Start.Orphaned _ ->
                    end(
                            fleet,
                            id,
                            State.ORPHANED,
                            "orphan service instance detected - no corresponding bosh deployment");
                case Start.Busy _ -> end(fleet, id, State.BUSY, "operation in progress");
                case Start.Skipped _ ->
                    end(fleet, id, State.SKIPPED, "instance already up to date - operation skipped");
            }
        } catch (Problem e) {
            journal().failed(id);
            fleet.fail(id, e.reason());
        }
    }

    private Start start(ServiceInstance known) throws Problem, InterruptedException {
        return switch (fresh.look(known.id())) {
            case FreshInstances.Look.Found(var instance) -> trigger.start(instance);
            case FreshInstances.Look.Gone _ -> new Start.Deleted();
            case FreshInstances.Look.Unknown _ -> {
                log.notRefreshed(known.id());
                yield trigger.start(known);
            }
        };
    }

    private void end(Fleet fleet, String id, State state, String result) {
        log.result(id, result);
        fleet.become(id, state);
    }

    private void follow(Fleet fleet, String id, Running operation) throws Problem, InterruptedException {
        log.waiting(id, operation.task());
        var began = surroundings.clock().instant();
        var delay = times.first();
        var running = Duration.ZERO;
        int unanswered = 0;
        while (true) {
            surroundings.pause().take(delay);
            var elapsed = Duration.between(began, surroundings.clock().instant());
            try {
                switch (trigger.check(id, operation)) {
                    case Check.Working _ -> {
                        unanswered = 0;
                        running = elapsed;
                        delay = times.next(elapsed);
                    }
                    case Check.Succeeded _ -> {
                        times.ended(running, elapsed);
                        log.finished(id, true);
                        journal().done(id);
                        fleet.become(id, State.SUCCEEDED);
                        return;
                    }
                    case Check.Failed(var description) -> {
                        log.finished(id, false);
                        throw new Problem(
                                "[" + id + "] Operation failed: bosh task id " + operation.task() + ": " + description,
                                false);
                    }
                }
            } catch (Problem e) {
                if (!e.passing() || ++unanswered == MOST_UNANSWERED) {
                    throw e;
                }
                log.line("[" + id + "] Cannot be asked for, will ask again: " + e.reason());
                delay = settings.pollingInterval();
            }
        }
    }
}
