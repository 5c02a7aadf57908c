package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for a service binding, or for the successor of one.
 *
 * @param serviceId empty only in a rotation
 * @param planId empty only in a rotation
 * @param appId {@code bind_resource.app_guid} or the deprecated {@code app_guid}; empty where absent or {@code ""}
 * @param bindResource the whole {@code bind_resource}; an empty object where absent or null; not to be modified
 * @param predecessorBindingId the binding that this one follows: section "Rotating a Service Binding"
 */
public record BindRequest(
        Caller caller,
        String instanceId,
        String bindingId,
        boolean acceptsIncomplete,
        Optional<String> serviceId,
        Optional<String> planId,
        Optional<String> appId,
        ObjectNode bindResource,
        PlatformContext context,
        ObjectNode parameters,
        Optional<String> predecessorBindingId) {

    /** Without the parameters. */
    @Override
    public String toString() {
        return "BindRequest[instanceId=" + instanceId + ", bindingId=" + bindingId + ", serviceId=" + serviceId
                + ", planId=" + planId + "]";
    }
}
