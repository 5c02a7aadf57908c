package io.chandler.broker.internal.common;

import io.chandler.broker.InstanceDetails;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceOffering;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an instance is wanted to be, read from its spec. */
public record InstanceView(
        String platform, InstanceSpec spec, ServiceOffering offering, Plan plan, ObjectNode parameters)
        implements InstanceDetails {

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public String organizationId() {
        return spec.organizationId();
    }

    @Override
    public String spaceId() {
        return spec.spaceId();
    }

    @Override
    public PlatformContext context() {
        var context = spec.context();
        return new PlatformContext(context == null ? JsonNodeFactory.instance.objectNode() : context);
    }

    @Override
    public <R extends Record> R parameters(Class<R> type) {
        return Parameters.read(parameters, type);
    }

    @Override
    public Optional<MaintenanceInfo> maintenanceInfo() {
        return Optional.ofNullable(spec.maintenanceVersion())
                .map(version -> new MaintenanceInfo(version, Optional.empty()));
    }
}
