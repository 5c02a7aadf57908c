package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for a service instance.
 *
 * @param instanceId the id that the platform chose, decoded, not blank
 * @param acceptsIncomplete whether the platform accepts an asynchronous answer
 * @param organizationId {@code organization_guid}
 * @param spaceId {@code space_guid}
 * @param parameters what the user asked for; empty where absent or null; numbers exact; not to be modified
 * @param maintenanceVersion {@code maintenance_info.version}, if sent
 */
public record ProvisionRequest(
        Caller caller,
        String instanceId,
        boolean acceptsIncomplete,
        String serviceId,
        String planId,
        String organizationId,
        String spaceId,
        PlatformContext context,
        ObjectNode parameters,
        Optional<String> maintenanceVersion) {

    /** Without the parameters. */
    @Override
    public String toString() {
        return "ProvisionRequest[instanceId=" + instanceId + ", serviceId=" + serviceId + ", planId=" + planId + "]";
    }
}
