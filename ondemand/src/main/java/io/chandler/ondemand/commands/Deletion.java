package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.Binding;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.InstanceOperation;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Deletes all instances of an offering, with their bindings and keys first, several at once. */
final class Deletion {

    /** How often in a row an instance may not be asked for before waiting for it ends. */
    private static final int MOST_UNANSWERED = 10;

    private final CloudFoundry platform;
    private final PlatformFile settings;
    private final CommandLog log;
    private final Surroundings surroundings;
    private final Optional<Instant> end;
    private final PollTimes times;

    Deletion(CloudFoundry platform, PlatformFile settings, CommandLog log, Surroundings surroundings) {
        this.platform = platform;
        this.settings = settings;
        this.log = log;
        this.surroundings = surroundings;
        end = settings.timeout().map(time -> surroundings.clock().instant().plus(time));
        times = new PollTimes(settings.interval());
    }

    /**
     * Deletes.
     *
     * @throws Failure if instances are left; the others are deleted all the same
     */
    void run() throws InterruptedException {
        log.line("Deleter Configuration: polling_intial_offset: "
                + settings.offset().toSeconds() + ", polling_interval: "
                + settings.interval().toSeconds() + ".");
        var instances = list();
        if (instances.isEmpty()) {
            log.line("No service instances found.");
            return;
        }
        var fleet = new Fleet(instances, Set.of(), 0, surroundings.watcher());
        Workers.run(Math.min(settings.maxInFlight(), instances.size()), () -> {
            for (var next = fleet.next(); next.isPresent(); next = fleet.next()) {
                delete(fleet, next.get().instance().id());
            }
        });
        fleet.problem().ifPresent(problem -> {
            throw new Failure(problem);
        });
        int left = list().size();
        if (left > 0) {
            throw new Failure("expected 0 instances for service offering with unique ID: " + settings.offeringId()
                    + ". Got " + left + " instance(s).");
        }
    }

    /** Tells what would be deleted. */
    void rehearse() {
        var instances = list();
        if (instances.isEmpty()) {
            log.line("No service instances found.");
        }
        try {
            for (var instance : instances) {
                var id = instance.id();
                for (var binding : foundOrNone(id, platform::bindings)) {
                    log.line("Would delete binding " + binding.id() + " of service instance " + id + " to app "
                            + binding.applicationId().orElse(""));
                }
                for (var key : foundOrNone(id, platform::keys)) {
                    log.line("Would delete service key " + key.id() + " of service instance " + id);
                }
                log.line("Would delete service instance " + id);
            }
        } catch (PlatformException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private List<ServiceInstance> list() {
        try {
            return platform.instances(Map.of());
        } catch (PlatformException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private void delete(Fleet fleet, String id) throws InterruptedException {
        try {
            for (var binding : foundOrNone(id, platform::bindings)) {
                log.line("Deleting binding " + binding.id() + " of service instance " + id + " to app "
                        + binding.applicationId().orElse(""));
                platform.deleteBinding(binding);
            }
            for (var key : foundOrNone(id, platform::keys)) {
                log.line("Deleting service key " + key.id() + " of service instance " + id);
                platform.deleteBinding(key);
            }
            if (beingDeleted(id)) {
                log.line("service instance " + id + " is being deleted, will skip sending the delete request");
            } else {
                log.line("Deleting service instance " + id);
                platform.deleteInstance(id);
            }
            log.line("Waiting for service instance " + id + " to be deleted");
            await(id);
            log.line("Result: deleted service instance " + id);
            fleet.become(id, Fleet.State.SUCCEEDED);
        } catch (PlatformException e) {
            fleet.fail(id, String.valueOf(e.getMessage()));
        } catch (Failure e) {
            fleet.fail(id, e.line());
        }
    }

    private static List<Binding> foundOrNone(String id, Function<String, List<Binding>> list) {
        try {
            return list.apply(id);
        } catch (PlatformException e) {
            if (e.kind() == PlatformException.Kind.NOT_FOUND) {
                return new ArrayList<>();
            }
            throw e;
        }
    }

    private boolean beingDeleted(String id) {
        try {
            return platform.lastOperation(id)
                    .filter(last -> isDeletion(last) && !last.state().equals("failed"))
                    .isPresent();
        } catch (PlatformException e) {
            log.line("could not retrieve information about service instance " + id + ", will try to delete");
            return false;
        }
    }

    private static boolean isDeletion(InstanceOperation operation) {
        return operation.type().equals("delete");
    }

    private void await(String id) throws InterruptedException {
        var began = surroundings.clock().instant();
        var delay = times.first();
        var running = Duration.ZERO;
        int unanswered = 0;
        while (true) {
            surroundings.pause().take(delay);
            var elapsed = Duration.between(began, surroundings.clock().instant());
            delay = times.next(elapsed);
            Optional<InstanceOperation> last;
            try {
                last = platform.lastOperation(id);
                unanswered = 0;
            } catch (PlatformException e) {
                if (e.kind() == PlatformException.Kind.NOT_FOUND) {
                    times.ended(running, elapsed);
                    return;
                }
                if (finalError(e) || ++unanswered == MOST_UNANSWERED) {
                    throw failure(id, "Error: " + e.getMessage() + ".");
                }
                continue;
            }
            if (last.isEmpty()) {
                times.ended(running, elapsed);
                return;
            }
            running = elapsed;
            if (!isDeletion(last.get())) {
                throw failure(id, "Unexpected operation type: '" + last.get().type() + "'.");
            }
            if (last.get().state().equals("failed")) {
                if (!last.get().description().isEmpty()) {
                    log.line("The platform says of service instance " + id + ": "
                            + last.get().description());
                }
                throw failure(id, "Delete operation failed.");
            }
            if (end.isPresent() && !surroundings.clock().instant().isBefore(end.get())) {
                throw failure(
                        id,
                        "It was not deleted within "
                                + GoDuration.text(settings.timeout().orElse(Duration.ZERO)) + ".");
            }
        }
    }

    private static boolean finalError(PlatformException e) {
        return switch (e.kind()) {
            case UNAUTHENTICATED, FORBIDDEN, INVALID_RESPONSE -> true;
            case UNREACHABLE, NOT_FOUND, INVALID_FILTER, REFUSED -> false;
        };
    }

    private static Failure failure(String id, String why) {
        return new Failure("Result: failed to delete service instance " + id + ". " + why);
    }
}
