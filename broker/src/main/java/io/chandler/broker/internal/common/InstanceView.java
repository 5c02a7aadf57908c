package io.chandler.broker.internal.common;

import io.chandler.broker.InstanceDetails;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceOffering;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an instance is wanted to be, read from its spec. Parameters are opened when they are first asked for. */
public final class InstanceView implements InstanceDetails {

    private final String platform;
    private final InstanceSpec spec;
    private final ServiceOffering offering;
    private final Plan plan;
    private final Supplier<ObjectNode> opening;
    private @Nullable ObjectNode parameters;

    /** A view of an instance whose parameters this opens. */
    public InstanceView(
            String platform, InstanceSpec spec, ServiceOffering offering, Plan plan, Supplier<ObjectNode> opening) {
        this.platform = platform;
        this.spec = spec;
        this.offering = offering;
        this.plan = plan;
        this.opening = opening;
    }

    /** What it was read from. */
    public InstanceSpec spec() {
        return spec;
    }

    @Override
    public String platform() {
        return platform;
    }

    @Override
    public ServiceOffering offering() {
        return offering;
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public synchronized ObjectNode parameters() {
        var opened = parameters;
        if (opened == null) {
            opened = opening.get();
            parameters = opened;
        }
        return opened;
    }

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
        return Parameters.read(parameters(), type);
    }

    @Override
    public Optional<MaintenanceInfo> maintenanceInfo() {
        return Optional.ofNullable(spec.maintenanceVersion())
                .map(version -> new MaintenanceInfo(version, Optional.empty()));
    }
}
