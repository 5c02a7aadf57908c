package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.osb.Catalog;
import io.chandler.osb.DashboardClient;
import io.chandler.osb.Json;
import io.chandler.osb.Plan;
import io.chandler.osb.PublishedCatalog;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The catalog that the configuration and the adapter's schemas make. */
final class OfferedCatalog {

    private static final Map<String, String> OFFERING_NAMES = Map.of(
            "display_name", "displayName",
            "image_url", "imageUrl",
            "long_description", "longDescription",
            "provider_display_name", "providerDisplayName",
            "documentation_url", "documentationUrl",
            "support_url", "supportUrl");
    private static final Map<String, String> PLAN_NAMES = Map.of("display_name", "displayName");

    private OfferedCatalog() {}

    /** What the catalog says of the maintenance of a plan. */
    static Optional<Maintenance> maintenance(Offering offering, Configuration.Plan plan) {
        return Maintenance.merge(offering.maintenanceInfo(), plan.maintenanceInfo());
    }

    static PublishedCatalog publish(
            Offering offering,
            Map<String, Schemas> schemas,
            boolean bindingsRetrievable,
            Configuration.Compatibility compatibility,
            Clock clock) {
        var catalog = new Catalog(List.of(new ServiceOffering(
                offering.id(),
                offering.name(),
                offering.description(),
                offering.tags(),
                offering.requires(),
                offering.bindable(),
                true,
                bindingsRetrievable,
                false,
                offering.planUpdatable(),
                offeringMetadata(offering.metadata()),
                offering.dashboardClient()
                        .map(client ->
                                new DashboardClient(client.id(), client.secret(), Optional.of(client.redirectUri()))),
                offering.plans().stream()
                        .map(plan -> plan(offering, plan, schemas.getOrDefault(plan.id(), Schemas.NONE)))
                        .toList(),
                Json.object())));
        var published = PublishedCatalog.publish(catalog, Optional.empty(), clock);
        if (compatibility == Configuration.Compatibility.SPECIFICATION) {
            return published;
        }
        byte[] json = Json.mapper().writeValueAsBytes(original(published.json(), offering));
        return new PublishedCatalog(catalog, json, published.etag(), published.lastModified());
    }

    private static Plan plan(Offering offering, Configuration.Plan plan, Schemas schemas) {
        var extensions = Json.object();
        maintenance(offering, plan).ifPresent(info -> extensions.set("maintenance_info", info.toJson()));
        return new Plan(
                plan.id(),
                plan.name(),
                plan.description(),
                plan.free().orElse(true),
                plan.bindable(),
                false,
                Optional.empty(),
                schemas,
                Optional.empty(),
                Optional.empty(),
                metadata(plan.metadata(), PLAN_NAMES),
                extensions);
    }

    private static ObjectNode offeringMetadata(Map<String, Object> values) {
        var metadata = metadata(values, OFFERING_NAMES);
        if (!metadata.path("shareable").isBoolean()) {
            metadata.put("shareable", false);
        }
        return metadata;
    }

    private static ObjectNode metadata(Map<String, ? extends @Nullable Object> values, Map<String, String> names) {
        var metadata = Json.object();
        JsonObjects.of(values).properties().forEach(member -> {
            var value = member.getValue();
            boolean nothing = value.isNull()
                    || (names.containsKey(member.getKey()) && value.asString("").isEmpty());
            if (!nothing) {
                metadata.set(names.getOrDefault(member.getKey(), member.getKey()), value);
            }
        });
        return metadata;
    }

    /** Without the members that the original does not have. */
    private static ObjectNode original(byte[] json, Offering offering) {
        var catalog = (ObjectNode) Json.mapper().readTree(json);
        for (var service : catalog.path("services")) {
            ((ObjectNode) service)
                    .remove(List.of("instances_retrievable", "bindings_retrievable", "allow_context_updates"));
            for (var node : service.path("plans")) {
                var plan = (ObjectNode) node;
                plan.remove(List.of("binding_rotatable", "plan_updateable"));
                var configured = offering.plan(plan.path("id").asString(""));
                if (configured.flatMap(Configuration.Plan::free).isEmpty()) {
                    plan.remove("free");
                }
                if (configured.flatMap(Configuration.Plan::bindable).isEmpty()) {
                    plan.remove("bindable");
                }
            }
        }
        return catalog;
    }
}
