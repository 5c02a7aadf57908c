package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an instance is wanted to be.
 *
 * @param service the name of the author's service, kept for offerings that leave the catalog
 * @param context as the platform last sent it; absent where it sent none
 * @param parameters absent where there are none
 * @param maintenanceVersion absent where the plan had none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSpec(
        String id,
        String service,
        String serviceId,
        String serviceName,
        String planId,
        String planName,
        String organizationId,
        String spaceId,
        @Nullable ObjectNode context,
        @Nullable Sealed parameters,
        @Nullable String maintenanceVersion) {

    /** The same in another context. */
    public InstanceSpec withContext(@Nullable ObjectNode context) {
        return new InstanceSpec(
                id,
                service,
                serviceId,
                serviceName,
                planId,
                planName,
                organizationId,
                spaceId,
                context,
                parameters,
                maintenanceVersion);
    }

    /** The same with other attributes. */
    public InstanceSpec with(Applied applied) {
        return new InstanceSpec(
                id,
                service,
                serviceId,
                serviceName,
                applied.planId(),
                applied.planName(),
                organizationId,
                spaceId,
                context,
                applied.parameters(),
                applied.maintenanceVersion());
    }

    /** The names of the members in which it differs from one before, but for parameters. */
    public List<String> changedSince(InstanceSpec before) {
        var changed = new ArrayList<String>();
        if (!planId.equals(before.planId)) {
            changed.add("planId");
            changed.add("planName");
        }
        if (!Objects.equals(maintenanceVersion, before.maintenanceVersion)) {
            changed.add("maintenanceVersion");
        }
        if (!Objects.equals(context, before.context)) {
            changed.add("context");
        }
        return changed;
    }

    /** Its changeable attributes. */
    public Applied attributes() {
        return new Applied(planId, planName, parameters, maintenanceVersion);
    }

    /** The attributes that an update may change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Applied(
            String planId,
            String planName,
            @Nullable Sealed parameters,
            @Nullable String maintenanceVersion) {}
}
