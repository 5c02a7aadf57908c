package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.ManagementApi.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The newest plan and space of instances. A list of the broker that is older than a second is replaced by a new one, and
 * meanwhile serves on, up to five seconds old, so that the instances that are begun do not wait for it. Thread-safe.
 */
final class FreshInstances {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration USABLE = Duration.ofSeconds(5);

    /** What is known of an instance. */
    sealed interface Look {

        record Found(ServiceInstance instance) implements Look {}

        record Gone() implements Look {}

        /** The broker could not be asked. */
        record Unknown() implements Look {}
    }

    /** A list that is asked for, or has been: the instances by their ids, or nothing where the broker gave none. */
    private record Listing(Instant asked, FutureTask<Optional<Map<String, ServiceInstance>>> answer) {

        boolean isYoungerThan(Duration age, Instant now) {
            return Duration.between(asked, now).compareTo(age) < 0;
        }

        boolean wasGiven() {
            return answer.state() == Future.State.SUCCESS && answer.resultNow().isPresent();
        }
    }

    private final ManagementApi broker;
    private final Clock clock;
    private @Nullable Listing known;
    private @Nullable Listing next;

    FreshInstances(ManagementApi broker, Clock clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** Asks the broker anew at the next look. */
    synchronized void expire() {
        known = null;
        next = null;
    }

    Look look(String id) throws InterruptedException {
        var list = instances(listing());
        if (list.isEmpty()) {
            return new Look.Unknown();
        }
        var instance = list.get().get(id);
        return instance == null ? new Look.Gone() : new Look.Found(instance);
    }

    /** The list to look at, which may not be there yet. */
    private synchronized Listing listing() {
        var now = clock.instant();
        if (next != null && next.answer().isDone()) {
            known = next;
            next = null;
        }
        if (known != null && known.isYoungerThan(FRESH, now)) {
            return known;
        }
        if (next == null) {
            next = new Listing(now, new FutureTask<>(this::ask));
            Thread.ofVirtual().name("list-instances").start(next.answer());
        }
        return known != null && known.wasGiven() && known.isYoungerThan(USABLE, now) ? known : next;
    }

    private static Optional<Map<String, ServiceInstance>> instances(Listing listing) throws InterruptedException {
        try {
            return listing.answer().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the list of instances cannot be used", e.getCause());
        }
    }

    private Optional<Map<String, ServiceInstance>> ask() throws InterruptedException {
        try {
            var found = new HashMap<String, ServiceInstance>();
            broker.instances(Map.of()).list().forEach(instance -> found.put(instance.id(), instance));
            return Optional.of(found);
        } catch (Refused e) {
            return Optional.empty();
        }
    }
}
