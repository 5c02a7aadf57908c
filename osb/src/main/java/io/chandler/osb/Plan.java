package io.chandler.osb;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service plan: section "Service Plan Object".
 *
 * @param bindable overrides the offering where present
 * @param planUpdateable overrides the offering where present
 * @param maximumPollingDuration whole seconds
 * @param metadata passed through verbatim; empty object where there is none
 * @param extensions further members of the plan, passed through verbatim
 */
public record Plan(
        String id,
        String name,
        String description,
        boolean free,
        Optional<Boolean> bindable,
        boolean bindingRotatable,
        Optional<Boolean> planUpdateable,
        Schemas schemas,
        Optional<Duration> maximumPollingDuration,
        Optional<MaintenanceInfo> maintenanceInfo,
        ObjectNode metadata,
        ObjectNode extensions) {}
