package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to change a service instance.
 *
 * @param planId the wanted plan, empty where the plan stays
 * @param parameters the changed parameters; empty where absent, null or {@code {}}, which all mean no change
 * @param context empty ({@link PlatformContext#isEmpty}) where absent
 * @param previousValues what the platform believes of the instance: a hint, never trusted; empty object where absent
 */
public record UpdateRequest(
        Caller caller,
        String instanceId,
        boolean acceptsIncomplete,
        String serviceId,
        Optional<String> planId,
        PlatformContext context,
        ObjectNode parameters,
        ObjectNode previousValues,
        Optional<String> maintenanceVersion) {

    /** Without the parameters. */
    @Override
    public String toString() {
        return "UpdateRequest[instanceId=" + instanceId + ", serviceId=" + serviceId + ", planId=" + planId + "]";
    }
}
