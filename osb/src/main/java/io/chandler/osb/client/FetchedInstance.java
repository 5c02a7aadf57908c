package io.chandler.osb.client;

import io.chandler.osb.InstanceFacts;
import io.chandler.osb.MaintenanceInfo;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a broker tells of an instance: section "Fetching a Service Instance". {@code toString} hides the parameters. */
public record FetchedInstance(
        Optional<String> serviceId,
        Optional<String> planId,
        Optional<ObjectNode> parameters,
        Optional<MaintenanceInfo> maintenanceInfo,
        InstanceFacts facts) {

    @Override
    public String toString() {
        return "FetchedInstance[serviceId=" + serviceId + ", planId=" + planId + ", maintenanceInfo=" + maintenanceInfo
                + ", facts=" + facts + ", parameters not shown]";
    }
}
