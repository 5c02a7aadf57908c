package io.chandler.broker.internal.common;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.catalog.PlanSettings;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import io.chandler.resources.Ref;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** The catalog as it is now, with stand-ins for offerings and plans that left it while instances of them live. */
public final class CatalogView {

    private final CatalogSource source;

    /** A view of this catalog. */
    public CatalogView(CatalogSource source) {
        this.source = source;
    }

    /** The catalog as it is now. */
    public CatalogDefinition current() {
        return source.current();
    }

    /** The offering with this id, if it is in the catalog. */
    public Optional<ServiceOffering> offering(String serviceId) {
        return current().catalog().offering(serviceId);
    }

    /** The offering with this id, if it is in the catalog and has this plan. */
    public Optional<ServiceOffering> offeringWith(String serviceId, String planId) {
        return offering(serviceId).filter(offering -> offering.plan(planId).isPresent());
    }

    /** The plan of the offering, if it is in the catalog. */
    public Optional<Plan> plan(String serviceId, String planId) {
        return offering(serviceId).flatMap(offering -> offering.plan(planId));
    }

    /** The settings of the plan; the defaults if it is not in the catalog. */
    public PlanSettings settings(String serviceId, String planId) {
        return current().settings(serviceId, planId);
    }

    /** The instance's offering, or a stand-in. */
    public ServiceOffering offeringOf(InstanceSpec spec) {
        return offering(spec.serviceId())
                .orElseGet(() -> new ServiceOffering(
                        spec.serviceId(),
                        spec.serviceName(),
                        "No longer offered.",
                        List.of(),
                        List.of(),
                        true,
                        true,
                        true,
                        false,
                        false,
                        JsonNodeFactory.instance.objectNode(),
                        Optional.empty(),
                        List.of(),
                        JsonNodeFactory.instance.objectNode()));
    }

    /** A plan of the instance's offering, or a stand-in. */
    public Plan planOf(InstanceSpec spec, String planId, String planName) {
        return planOf(spec.serviceId(), planId, planName);
    }

    /** A plan, or a stand-in. */
    public Plan planOf(String serviceId, String planId, String planName) {
        return plan(serviceId, planId)
                .orElseGet(() -> new Plan(
                        planId,
                        planName,
                        "No longer offered.",
                        true,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Schemas.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        JsonNodeFactory.instance.objectNode(),
                        JsonNodeFactory.instance.objectNode()));
    }

    /** The instance as its author sees it. */
    public InstanceView view(Ref ref, InstanceSpec spec, Vault vault) {
        return new InstanceView(
                ref.namespace(),
                spec,
                offeringOf(spec),
                planOf(spec, spec.planId(), spec.planName()),
                () -> vault.openObject(spec.parameters(), ref, "parameters"));
    }
}
