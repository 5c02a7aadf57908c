package io.chandler.broker.internal.served;

import io.chandler.broker.internal.common.CatalogView;
import io.chandler.broker.internal.common.Vault;
import io.chandler.broker.internal.desk.Origin;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.Json;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.UnbindRequest;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Service bindings to API clients: named {@code <instance>.<binding>}, and never changed once they are made. */
final class BindingFace implements Face<BindingSpec, BindingStatus> {

    private final Requests requests;
    private final CatalogView catalog;
    private final Vault vault;

    BindingFace(Requests requests, CatalogView catalog, Vault vault) {
        this.requests = requests;
        this.catalog = catalog;
        this.vault = vault;
    }

    @Override
    public ServedDefinition definition() {
        return Definitions.BINDINGS;
    }

    @Override
    public Optional<Ref> stored(Ref shown) {
        return ids(shown.name()).map(ids -> ObjectTypes.binding(shown.namespace(), ids.outer(), ids.inner()));
    }

    private static Optional<ObjectNames.Pair> ids(String name) {
        return ObjectNames.ids(name)
                .filter(ids -> ids.outer().length() <= ObjectTypes.LONGEST_ID
                        && ids.inner().length() <= ObjectTypes.LONGEST_ID);
    }

    @Override
    public Ref shown(Resource<BindingSpec, BindingStatus> object) {
        var spec = object.spec();
        return new Ref(object.ref().namespace(), ObjectNames.name(spec.instanceId(), spec.id()));
    }

    @Override
    public boolean deleted(BindingStatus status) {
        return status.phase() == BindingPhase.DELETED;
    }

    // ---- Showing ----------------------------------------------------------------------------------------------------

    @Override
    public ObjectNode spec(Resource<BindingSpec, BindingStatus> object) {
        var spec = object.spec();
        var json = Json.object()
                .put("instanceName", ObjectNames.name(spec.instanceId()))
                .put("serviceName", spec.serviceName())
                .put("serviceId", spec.serviceId())
                .put("planName", spec.planName())
                .put("planId", spec.planId());
        put(json, "appId", spec.appId());
        put(json, "predecessorId", spec.predecessorId());
        if (spec.bindResource() != null) {
            json.set("bindResource", spec.bindResource());
        }
        if (spec.context() != null) {
            json.set("context", spec.context());
        }
        if (spec.parameters() != null) {
            json.set("parameters", SealedParameters.shown(parameters(object)));
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private ObjectNode parameters(Resource<BindingSpec, BindingStatus> object) {
        return vault.openObject(object.spec().parameters(), object.ref(), "parameters");
    }

    @Override
    public ObjectNode asShown(Resource<BindingSpec, BindingStatus> object, ObjectNode written) {
        return SealedParameters.asShown(parameters(object), written);
    }

    @Override
    public ObjectNode status(Resource<BindingSpec, BindingStatus> object) {
        var status = object.status();
        var json = Json.object()
                .put("instanceId", object.spec().instanceId())
                .put("bindingId", object.spec().id());
        boolean usable = status.phase() == BindingPhase.READY;
        Conditions.write(json, object.metadata(), status.phase(), usable, status.operation());
        if (status.expiresAt() != null) {
            json.put("expiresAt", Conditions.seconds(status.expiresAt()));
        }
        return json;
    }

    @Override
    public ObjectNode subresource(Resource<BindingSpec, BindingStatus> object, String name) {
        var details = object.status().details();
        if (!name.equals(Definitions.CREDENTIALS) || deleted(object.status())) {
            throw new ApiRefusal.NotFound();
        }
        if (details == null) {
            throw new ApiRefusal.Conflict("the binding has no credentials, as it is not ready");
        }
        if (vault.open(details, object.ref(), "details") instanceof ObjectNode content) {
            return content;
        }
        throw new ApiRefusal.Conflict("the binding has no credentials");
    }

    // ---- Writing ----------------------------------------------------------------------------------------------------

    @Override
    public void create(ApiObject wanted, WriteContext context, UnaryOperator<Metadata> metadata) {
        var ids = ids(wanted.ref().name())
                .orElseThrow(() -> new ApiRefusal.Invalid(Cause.invalid(
                        "metadata.name",
                        "must be the name of the service instance, a dot, and a name for the binding without dots;"
                                + " dots in the name of the instance are written as " + ObjectNames.MARK
                                + " says: see the name of an existing binding")));
        var spec = new SpecReader(wanted.spec());
        spec.refuseCredentials();
        spec.immutable("instanceName", ObjectNames.name(ids.outer()));
        boolean named =
                spec.text("serviceName").isPresent() || spec.text("serviceId").isPresent();
        var offering = named ? Optional.of(spec.offering(catalog)) : Optional.<ServiceOffering>empty();
        var plan = offering.isPresent()
                        && (spec.text("planName").isPresent()
                                || spec.text("planId").isPresent())
                ? Optional.of(spec.plan(offering.get()).id())
                : spec.text("planId");
        try {
            requests.bind(
                    new BindRequest(
                            Requests.caller(wanted.ref().namespace(), context),
                            ids.outer(),
                            ids.inner(),
                            true,
                            offering.map(ServiceOffering::id),
                            plan,
                            spec.text("appId"),
                            spec.object("bindResource"),
                            new PlatformContext(spec.object("context")),
                            SealedParameters.fresh(wanted.spec()),
                            spec.text("predecessorId")),
                    new Origin(Origin.By.API_CLIENT, metadata));
        } catch (ApiRefusal.NotFound e) {
            throw new ApiRefusal.Invalid(Cause.invalid(
                    "metadata.name",
                    "there is no service instance " + ObjectNames.name(ids.outer()) + " in this namespace"));
        }
    }

    @Override
    public boolean change(
            Resource<BindingSpec, BindingStatus> found,
            ApiObject wanted,
            WriteContext context,
            UnaryOperator<Metadata> metadata) {
        var shown = spec(found);
        var spec = new SpecReader(wanted.spec());
        spec.refuseCredentials();
        for (var name : Definitions.BINDING_TEXTS) {
            spec.immutable(name, shown.path(name).asString(""));
        }
        for (var name : Definitions.BINDING_OBJECTS) {
            var given = spec.object(name);
            if (!given.isEmpty() && !given.equals(shown.path(name))) {
                throw new ApiRefusal.Invalid(Cause.forbidden("spec." + name, "the field is immutable"));
            }
        }
        var there = parameters(found);
        if (!spec.object("parameters").isEmpty()
                && !SealedParameters.change(there, wanted.spec()).isEmpty()) {
            throw new ApiRefusal.Invalid(Cause.forbidden("spec.parameters", "the field is immutable"));
        }
        return false;
    }

    @Override
    public void delete(Resource<BindingSpec, BindingStatus> found, Caller caller, UnaryOperator<Metadata> metadata) {
        if (found.status().phase() == BindingPhase.DELETING) {
            return;
        }
        var spec = found.spec();
        requests.unbind(
                new UnbindRequest(
                        caller,
                        spec.instanceId(),
                        spec.id(),
                        true,
                        Optional.of(spec.serviceId()),
                        Optional.of(spec.planId())),
                new Origin(Origin.By.API_CLIENT, metadata));
    }
}
