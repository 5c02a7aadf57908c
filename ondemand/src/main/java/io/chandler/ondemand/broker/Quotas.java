package io.chandler.ondemand.broker;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.configuration.Configuration.ResourceQuota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits of instances and resources, counted by the platform. What was allowed is reserved until the platform counts it
 * itself, so that requests at the same time cannot pass a limit together. Where the platform cannot count, nothing is
 * limited. Thread-safe; asks the platform without holding a lock.
 */
final class Quotas {

    /** After this an instance that the platform still does not list is taken for given up. */
    private static final long FORGET_NANOS = Duration.ofMinutes(30).toNanos();

    private final Offering offering;
    private final CloudFoundry platform;
    private final LongSupplier nanoTime;
    private final Map<String, Reservation> reservations = new HashMap<>();

    Quotas(Offering offering, CloudFoundry platform, LongSupplier nanoTime) {
        this.offering = offering;
        this.platform = platform;
        this.nanoTime = nanoTime;
    }

    /** An instance of a plan that the platform may not count yet. */
    private static final class Reservation {
        final String planId;
        final long since;
        /** Counts that were begun after this hold the instance. */
        Optional<Long> counted = Optional.empty();

        Reservation(String planId, long since) {
            this.planId = planId;
            this.since = since;
        }
    }

    private record Snapshot(long begun, Map<String, Integer> counts) {}

    /**
     * Checks the limits for an instance that is to be of a plan, and reserves its place.
     *
     * @param previousPlan the plan that the instance, which the platform counts, has now; empty if it is new
     * @return how the place is given back if the request fails
     * @throws Problem of kind {@link Problem.Kind#QUOTA} with all limits that would be passed
     */
    Runnable reserve(String instanceId, Plan plan, Optional<String> previousPlan) {
        if (!limited(plan)) {
            return () -> {};
        }
        long begun = nanoTime.getAsLong();
        var counts = platform.instanceCounts(offering.id());
        if (counts.isEmpty()) {
            return () -> {};
        }
        var first = without(counts.get(), previousPlan);
        var problems = tryReserve(instanceId, plan, new Snapshot(begun, first));
        if (!problems.isEmpty()) {
            // Exact, for the platform may list the new instance already, or those that are reserved here.
            problems = tryReserve(instanceId, plan, exact(instanceId, first));
        }
        if (!problems.isEmpty()) {
            throw new Problem(Problem.Kind.QUOTA, String.join(", ", problems));
        }
        return () -> release(instanceId);
    }

    /** Forgets the place of an instance: its request failed, or it is being deleted. */
    synchronized void release(String instanceId) {
        reservations.remove(instanceId);
    }

    private boolean limited(Plan plan) {
        return plan.quotas().serviceInstanceLimit().isPresent()
                || offering.globalQuotas().serviceInstanceLimit().isPresent()
                || plan.quotas().resources().values().stream().anyMatch(quota -> quota.limit() > 0)
                || offering.globalQuotas().resources().values().stream().anyMatch(quota -> quota.limit() > 0);
    }

    private static Map<String, Integer> without(Map<String, Integer> counts, Optional<String> plan) {
        var rest = new HashMap<>(counts);
        plan.ifPresent(id -> rest.computeIfPresent(id, (_, count) -> Math.max(0, count - 1)));
        return rest;
    }

    private Snapshot exact(String instanceId, Map<String, Integer> counts) {
        long begun = nanoTime.getAsLong();
        var listed = platform.instances(Map.of());
        long ended = nanoTime.getAsLong();
        synchronized (this) {
            for (var instance : listed) {
                var reservation = reservations.get(instance.id());
                if (reservation != null
                        && reservation.counted.isEmpty()
                        && reservation.planId.equals(instance.planId())) {
                    reservation.counted = Optional.of(ended);
                }
            }
            reservations.values().removeIf(reservation -> ended - reservation.since > FORGET_NANOS);
            if (listed.isEmpty()) {
                return new Snapshot(begun, counts);
            }
            var exact = new HashMap<String, Integer>();
            for (var instance : listed) {
                if (!instance.id().equals(instanceId) && !pending(reservations.get(instance.id()), begun)) {
                    exact.merge(instance.planId(), 1, Integer::sum);
                }
            }
            return new Snapshot(begun, exact);
        }
    }

    /** Whether a count that was begun at a time is not sure to hold the reserved instance. */
    private static boolean pending(@Nullable Reservation reservation, long begun) {
        return reservation != null
                && reservation.counted.filter(time -> begun > time).isEmpty();
    }

    private synchronized List<String> tryReserve(String instanceId, Plan plan, Snapshot snapshot) {
        var counts = new HashMap<>(snapshot.counts());
        reservations.forEach((id, reservation) -> {
            if (!id.equals(instanceId) && pending(reservation, snapshot.begun())) {
                counts.merge(reservation.planId, 1, Integer::sum);
            }
        });
        var problems = problems(plan, counts);
        if (problems.isEmpty()) {
            reservations.put(instanceId, new Reservation(plan.id(), nanoTime.getAsLong()));
        }
        return problems;
    }

    /** The limits that one more instance of the plan would pass, in the original's order and words. */
    List<String> problems(Plan plan, Map<String, Integer> counts) {
        var problems = new ArrayList<String>();
        int ofPlan = counts.getOrDefault(plan.id(), 0);
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        plan.quotas()
                .serviceInstanceLimit()
                .filter(limit -> ofPlan >= limit)
                .ifPresent(_ -> problems.add("plan instance limit exceeded for service ID: " + offering.id()
                        + ". Total instances: " + ofPlan));
        offering.globalQuotas()
                .serviceInstanceLimit()
                .filter(limit -> total >= limit)
                .ifPresent(_ -> problems.add("global instance limit exceeded for service ID: " + offering.id()
                        + ". Total instances: " + total));
        resources("global", offering.globalQuotas().resources(), used(counts), plan)
                .ifPresent(problems::add);
        var usedByPlan = new TreeMap<String, Long>();
        plan.quotas().resources().forEach((kind, quota) -> usedByPlan.put(kind, (long) ofPlan * quota.cost()));
        resources("plan", plan.quotas().resources(), usedByPlan, plan).ifPresent(problems::add);
        return problems;
    }

    private static Optional<String> resources(
            String whose, Map<String, ResourceQuota> limits, Map<String, Long> used, Plan plan) {
        var passed = new ArrayList<String>();
        new TreeMap<>(limits).forEach((kind, quota) -> {
            long required = cost(plan, kind);
            long already = used.getOrDefault(kind, 0L);
            if (quota.limit() > 0 && already + required > quota.limit()) {
                passed.add(kind + ": (limit " + quota.limit() + ", used " + already + ", requires " + required + ")");
            }
        });
        return passed.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        whose + " quotas [" + String.join(", ", passed) + "] would be exceeded by this deployment");
    }

    /** What the instances of all plans use, by kind of resource. */
    Map<String, Long> used(Map<String, Integer> counts) {
        var used = new LinkedHashMap<String, Long>();
        for (var plan : offering.plans()) {
            int count = counts.getOrDefault(plan.id(), 0);
            plan.quotas()
                    .resources()
                    .forEach((kind, quota) -> used.merge(kind, (long) count * quota.cost(), Long::sum));
        }
        return used;
    }

    private static long cost(Plan plan, String kind) {
        var quota = plan.quotas().resources().get(kind);
        return quota == null ? 0 : quota.cost();
    }
}
