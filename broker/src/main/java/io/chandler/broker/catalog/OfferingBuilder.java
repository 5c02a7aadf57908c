package io.chandler.broker.catalog;

import io.chandler.broker.catalog.internal.OfferingDraft;
import io.chandler.osb.DashboardClient;
import io.chandler.osb.Json;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An offering of a catalog in code: section "Service Offering Object". Id, description and at least one plan must be
 * given. Unless said otherwise it is bindable, instances and bindings can be fetched, and plans cannot be changed.
 */
public final class OfferingBuilder {

    private final String name;
    private String service;
    private String id = "";
    private String description = "";
    private List<String> tags = List.of();
    private List<String> requires = List.of();
    private boolean bindable = true;
    private boolean instancesRetrievable = true;
    private boolean bindingsRetrievable = true;
    private boolean allowContextUpdates;
    private boolean planUpdateable;
    private Optional<DashboardClient> dashboardClient = Optional.empty();
    private final ObjectNode metadata = Json.object();
    private final ObjectNode extensions = Json.object();
    private final List<Plan> plans = new ArrayList<>();
    private final List<PlanSettings> settings = new ArrayList<>();

    OfferingBuilder(String name) {
        this.name = name;
        this.service = name;
    }

    /** The id: a GUID that never changes. */
    public OfferingBuilder id(String value) {
        id = value;
        return this;
    }

    /** A short description. */
    public OfferingBuilder description(String value) {
        description = value;
        return this;
    }

    /** The name of the author's service, if it is not that of the offering. */
    public OfferingBuilder service(String value) {
        service = value;
        return this;
    }

    /** Words that describe what kind of service it is. */
    public OfferingBuilder tags(String... values) {
        tags = List.of(values);
        return this;
    }

    /** What the platform must permit: {@code syslog_drain}, {@code route_forwarding}, {@code volume_mount}. */
    public OfferingBuilder requires(String... values) {
        requires = List.of(values);
        return this;
    }

    /** Whether instances can be bound, unless the plan says otherwise. */
    public OfferingBuilder bindable(boolean value) {
        bindable = value;
        return this;
    }

    /** Whether instances can be fetched. */
    public OfferingBuilder instancesRetrievable(boolean value) {
        instancesRetrievable = value;
        return this;
    }

    /** Whether bindings can be fetched; must be so where bindings can be asynchronous. */
    public OfferingBuilder bindingsRetrievable(boolean value) {
        bindingsRetrievable = value;
        return this;
    }

    /** Whether updates of nothing but the context are wanted, as when an instance is renamed. */
    public OfferingBuilder allowContextUpdates(boolean value) {
        allowContextUpdates = value;
        return this;
    }

    /** Whether instances can change to another plan, unless their plan says otherwise. */
    public OfferingBuilder planUpdateable(boolean value) {
        planUpdateable = value;
        return this;
    }

    /** The OAuth client of the service's dashboard (Cloud Foundry). */
    public OfferingBuilder dashboardClient(String clientId, String secret, String redirectUri) {
        dashboardClient = Optional.of(new DashboardClient(clientId, secret, Optional.of(redirectUri)));
        return this;
    }

    /** The name that people read. */
    public OfferingBuilder displayName(String value) {
        return metadata("displayName", value);
    }

    /** What the service is and does, at length. */
    public OfferingBuilder longDescription(String value) {
        return metadata("longDescription", value);
    }

    /** Where its picture is: a URL, or a data URL, which holds it. */
    public OfferingBuilder imageUrl(String value) {
        return metadata("imageUrl", value);
    }

    /** Who provides the service. */
    public OfferingBuilder providerDisplayName(String value) {
        return metadata("providerDisplayName", value);
    }

    /** Where its documentation is. */
    public OfferingBuilder documentationUrl(String value) {
        return metadata("documentationUrl", value);
    }

    /** Where its users find help. */
    public OfferingBuilder supportUrl(String value) {
        return metadata("supportUrl", value);
    }

    /** Whether instances can be shared with other spaces (Cloud Foundry). */
    public OfferingBuilder shareable(boolean value) {
        return metadata("shareable", BooleanNode.valueOf(value));
    }

    /** A member of the metadata that has no method of its own. */
    public OfferingBuilder metadata(String member, String value) {
        metadata.put(member, value);
        return this;
    }

    /** A member of the metadata that has no method of its own. */
    public OfferingBuilder metadata(String member, JsonNode value) {
        metadata.set(member, value);
        return this;
    }

    /** A member that the specification does not know; its name should have a prefix. */
    public OfferingBuilder extension(String member, JsonNode value) {
        extensions.set(member, value);
        return this;
    }

    /**
     * Adds a plan.
     *
     * @param planName CLI-friendly and unique within the offering
     */
    public OfferingBuilder plan(String planName, Consumer<PlanBuilder> definition) {
        var builder = new PlanBuilder(planName);
        definition.accept(builder);
        plans.add(builder.plan());
        settings.add(builder.settings());
        return this;
    }

    OfferingDraft draft() {
        var offering = new ServiceOffering(
                id,
                name,
                description,
                tags,
                requires,
                bindable,
                instancesRetrievable,
                bindingsRetrievable,
                allowContextUpdates,
                planUpdateable,
                metadata.deepCopy(),
                dashboardClient,
                plans,
                extensions.deepCopy());
        return new OfferingDraft(offering, service, settings);
    }
}
