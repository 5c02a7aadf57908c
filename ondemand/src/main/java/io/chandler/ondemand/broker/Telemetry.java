package io.chandler.ondemand.broker;

import io.chandler.ondemand.cloudfoundry.InstanceList;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.osb.Json;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Lines of JSON in the log that say how many instances there are. */
final class Telemetry {

    private final Offering offering;
    private final InstanceList instances;
    private final OperatorLog log;
    private final Clock clock;
    private final boolean enabled;

    Telemetry(Offering offering, InstanceList instances, OperatorLog log, Clock clock, boolean enabled) {
        this.offering = offering;
        this.instances = instances;
        this.log = log;
        this.clock = clock;
        this.enabled = enabled;
    }

    /** Says that the broker has started. */
    void started() {
        if (enabled) {
            lines("broker", "startup");
        } else {
            log.line(Optional.empty(), "Telemetry logging is disabled.");
        }
    }

    /** Says that something happened to an instance. Does not wait for the platform. */
    void happened(OperationType operation) {
        if (enabled) {
            Thread.ofVirtual().name("telemetry").start(() -> lines("instance", operation.word()));
        }
    }

    private void lines(String item, String operation) {
        List<ServiceInstance> all;
        try {
            all = instances.instances(Map.of());
        } catch (PlatformException e) {
            log.line(
                    Optional.empty(),
                    "Failed to query list of instances for telemetry (cause: " + e.getMessage()
                            + "). Skipping total instances log.");
            return;
        }
        var total = line(item, operation);
        total.putObject("service-instances").put("total", all.size());
        log.line(Optional.empty(), total.toString());
        for (var plan : offering.plans()) {
            var ofPlan = line(item, operation);
            ofPlan.putObject("service-instances-per-plan")
                    .put("plan-id", plan.id())
                    .put(
                            "total",
                            all.stream()
                                    .filter(instance -> instance.planId().equals(plan.id()))
                                    .count());
            log.line(Optional.empty(), ofPlan.toString());
        }
    }

    private ObjectNode line(String item, String operation) {
        var line = Json.object()
                .put(
                        "telemetry-time",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("telemetry-source", "on-demand-broker");
        line.putObject("service-offering").put("name", offering.name());
        line.putObject("event").put("item", item).put("operation", operation);
        return line;
    }
}
