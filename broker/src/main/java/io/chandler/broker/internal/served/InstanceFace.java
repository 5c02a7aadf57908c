package io.chandler.broker.internal.served;

import io.chandler.broker.internal.common.CatalogView;
import io.chandler.broker.internal.common.Vault;
import io.chandler.broker.internal.desk.Origin;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.Json;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.UpdateRequest;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import io.chandler.resources.served.ObjectNames;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.WriteContext;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Service instances to API clients. */
final class InstanceFace implements Face<InstanceSpec, InstanceStatus> {

    private final Requests requests;
    private final CatalogView catalog;
    private final Vault vault;

    InstanceFace(Requests requests, CatalogView catalog, Vault vault) {
        this.requests = requests;
        this.catalog = catalog;
        this.vault = vault;
    }

    @Override
    public ServedDefinition definition() {
        return Definitions.INSTANCES;
    }

    @Override
    public Optional<Ref> stored(Ref shown) {
        return ObjectNames.id(shown.name())
                .filter(id -> id.length() <= ObjectTypes.LONGEST_ID)
                .map(id -> new Ref(shown.namespace(), id));
    }

    @Override
    public Ref shown(Resource<InstanceSpec, InstanceStatus> object) {
        return new Ref(object.ref().namespace(), ObjectNames.name(object.ref().name()));
    }

    @Override
    public boolean deleted(InstanceStatus status) {
        return status.phase() == InstancePhase.DELETED;
    }

    // ---- Showing ----------------------------------------------------------------------------------------------------

    @Override
    public ObjectNode spec(Resource<InstanceSpec, InstanceStatus> object) {
        var spec = object.spec();
        var json = Json.object()
                .put("serviceName", spec.serviceName())
                .put("serviceId", spec.serviceId())
                .put("planName", spec.planName())
                .put("planId", spec.planId());
        if (spec.maintenanceVersion() != null) {
            json.put("maintenanceVersion", spec.maintenanceVersion());
        }
        if (!spec.organizationId().isEmpty()) {
            json.put("organizationId", spec.organizationId());
        }
        if (!spec.spaceId().isEmpty()) {
            json.put("spaceId", spec.spaceId());
        }
        if (spec.context() != null) {
            json.set("context", spec.context());
        }
        if (spec.parameters() != null) {
            json.set("parameters", SealedParameters.shown(parameters(object)));
        }
        return json;
    }

    private ObjectNode parameters(Resource<InstanceSpec, InstanceStatus> object) {
        return vault.openObject(object.spec().parameters(), object.ref(), "parameters");
    }

    @Override
    public ObjectNode asShown(Resource<InstanceSpec, InstanceStatus> object, ObjectNode written) {
        return SealedParameters.asShown(parameters(object), written);
    }

    @Override
    public ObjectNode status(Resource<InstanceSpec, InstanceStatus> object) {
        var status = object.status();
        var json = Json.object().put("instanceId", object.spec().id());
        Conditions.write(json, object.metadata(), status.phase(), usable(status.phase()), status.operation());
        if (status.dashboardUrl() != null) {
            json.put("dashboardUrl", status.dashboardUrl());
        }
        return json;
    }

    private static boolean usable(InstancePhase phase) {
        return phase == InstancePhase.READY || phase == InstancePhase.UPDATE_FAILED;
    }

    // ---- Writing ----------------------------------------------------------------------------------------------------

    @Override
    public void create(ApiObject wanted, WriteContext context, UnaryOperator<Metadata> metadata) {
        var ref = stored(wanted.ref())
                .orElseThrow(() -> new ApiRefusal.Invalid(Cause.invalid(
                        "metadata.name",
                        "must not begin with " + ObjectNames.MARK + ", which marks ids that are no names")));
        var spec = new SpecReader(wanted.spec());
        spec.refuseCredentials();
        var offering = spec.offering(catalog);
        var plan = spec.plan(offering);
        requests.provision(
                new ProvisionRequest(
                        Requests.caller(ref.namespace(), context),
                        ref.name(),
                        true,
                        offering.id(),
                        plan.id(),
                        spec.text("organizationId").orElse(""),
                        spec.text("spaceId").orElse(""),
                        new PlatformContext(spec.object("context")),
                        SealedParameters.fresh(wanted.spec()),
                        spec.text("maintenanceVersion")),
                new Origin(Origin.By.API_CLIENT, metadata));
    }

    @Override
    public boolean change(
            Resource<InstanceSpec, InstanceStatus> found,
            ApiObject wanted,
            WriteContext context,
            UnaryOperator<Metadata> metadata) {
        var inPlace = found.spec();
        var spec = new SpecReader(wanted.spec());
        spec.refuseCredentials();
        spec.immutable("serviceName", inPlace.serviceName());
        spec.immutable("serviceId", inPlace.serviceId());
        spec.immutable("organizationId", inPlace.organizationId());
        spec.immutable("spaceId", inPlace.spaceId());
        var plan = otherPlan(inPlace, spec);
        var version = spec.text("maintenanceVersion").filter(text -> !text.equals(inPlace.maintenanceVersion()));
        var parameters = SealedParameters.change(parameters(found), wanted.spec());
        var platform = spec.object("context");
        boolean sameContext =
                platform.isEmpty() || platform.equals(inPlace.context() == null ? Json.object() : inPlace.context());
        if (plan.isEmpty() && version.isEmpty() && parameters.isEmpty() && sameContext) {
            return false;
        }
        requests.update(
                new UpdateRequest(
                        Requests.caller(found.ref().namespace(), context),
                        inPlace.id(),
                        true,
                        inPlace.serviceId(),
                        plan,
                        new PlatformContext(sameContext ? Json.object() : platform),
                        parameters,
                        Json.object(),
                        version),
                new Origin(Origin.By.API_CLIENT, metadata));
        return true;
    }

    /** The id of the plan that is wanted instead of the one in place: of name and id the one that was changed says it. */
    private Optional<String> otherPlan(InstanceSpec inPlace, SpecReader spec) {
        var name = spec.text("planName").filter(text -> !text.equals(inPlace.planName()));
        var id = spec.text("planId").filter(text -> !text.equals(inPlace.planId()));
        return name.isEmpty() && id.isEmpty()
                ? Optional.empty()
                : Optional.of(SpecReader.plan(offering(inPlace), name, id).id());
    }

    private ServiceOffering offering(InstanceSpec inPlace) {
        return catalog.current()
                .publishedCatalog()
                .offering(inPlace.serviceId())
                .orElseGet(() -> catalog.offeringOf(inPlace));
    }

    @Override
    public void delete(Resource<InstanceSpec, InstanceStatus> found, Caller caller, UnaryOperator<Metadata> metadata) {
        if (found.status().phase() == InstancePhase.DELETING) {
            return;
        }
        var spec = found.spec();
        requests.deprovision(
                new DeprovisionRequest(caller, spec.id(), true, spec.serviceId(), spec.planId()),
                new Origin(Origin.By.API_CLIENT, metadata));
    }

    @Override
    public ObjectNode subresource(Resource<InstanceSpec, InstanceStatus> object, String name) {
        throw new ApiRefusal.NotFound();
    }
}
