package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a binding is wanted to be; members that the platform did not send are absent.
 *
 * @param service the name of the author's service
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BindingSpec(
        String id,
        String instanceId,
        String service,
        String serviceId,
        String serviceName,
        String planId,
        String planName,
        @Nullable String appId,
        @Nullable ObjectNode bindResource,
        @Nullable ObjectNode context,
        @Nullable Sealed parameters,
        @Nullable String predecessorId) {

    /** What is kept of it once the binding is gone. */
    public BindingSpec bare() {
        return new BindingSpec(
                id, instanceId, service, serviceId, serviceName, planId, planName, null, null, null, null, null);
    }
}
