package io.chandler.osb;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service offering: section "Service Offering Object".
 *
 * @param name the CLI-friendly name, unique in the catalog
 * @param requires of {@code syslog_drain}, {@code route_forwarding}, {@code volume_mount}
 * @param metadata passed through verbatim; empty object where there is none
 * @param extensions further members of the offering, passed through verbatim
 */
public record ServiceOffering(
        String id,
        String name,
        String description,
        List<String> tags,
        List<String> requires,
        boolean bindable,
        boolean instancesRetrievable,
        boolean bindingsRetrievable,
        boolean allowContextUpdates,
        boolean planUpdateable,
        ObjectNode metadata,
        Optional<DashboardClient> dashboardClient,
        List<Plan> plans,
        ObjectNode extensions) {

    public ServiceOffering {
        tags = List.copyOf(tags);
        requires = List.copyOf(requires);
        plans = List.copyOf(plans);
    }

    /** The plan of this offering with this id. */
    public Optional<Plan> plan(String planId) {
        for (var plan : plans) {
            if (plan.id().equals(planId)) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }

    /** Whether instances of the plan can be bound: the plan's word, else the offering's. */
    public boolean bindable(Plan plan) {
        return plan.bindable().orElse(bindable);
    }

    /** Whether instances may leave the plan: the plan's word, else the offering's. */
    public boolean planUpdateable(Plan plan) {
        return plan.planUpdateable().orElse(planUpdateable);
    }
}
