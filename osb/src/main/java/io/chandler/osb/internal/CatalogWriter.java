package io.chandler.osb.internal;

import io.chandler.osb.Catalog;
import io.chandler.osb.DashboardClient;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Writes a catalog. */
public final class CatalogWriter {

    private CatalogWriter() {}

    /** The response body of a catalog request. */
    public static ObjectNode catalog(Catalog catalog) {
        var body = Json.object();
        var services = body.putArray("services");
        for (var offering : catalog.offerings()) {
            services.add(offering(offering));
        }
        return body;
    }

    private static ObjectNode offering(ServiceOffering offering) {
        var node = Json.object();
        node.put("id", offering.id());
        node.put("name", offering.name());
        node.put("description", offering.description());
        texts(node, "tags", offering.tags());
        texts(node, "requires", offering.requires());
        node.put("bindable", offering.bindable());
        node.put("instances_retrievable", offering.instancesRetrievable());
        node.put("bindings_retrievable", offering.bindingsRetrievable());
        node.put("allow_context_updates", offering.allowContextUpdates());
        node.put("plan_updateable", offering.planUpdateable());
        if (!offering.metadata().isEmpty()) {
            node.set("metadata", offering.metadata());
        }
        offering.dashboardClient().ifPresent(client -> node.set("dashboard_client", dashboardClient(client)));
        var plans = node.putArray("plans");
        for (var plan : offering.plans()) {
            plans.add(plan(offering, plan));
        }
        extend(node, offering.extensions());
        return node;
    }

    private static ObjectNode plan(ServiceOffering offering, Plan plan) {
        var node = Json.object();
        node.put("id", plan.id());
        node.put("name", plan.name());
        node.put("description", plan.description());
        node.put("free", plan.free());
        node.put("bindable", offering.bindable(plan));
        node.put("binding_rotatable", plan.bindingRotatable());
        node.put("plan_updateable", offering.planUpdateable(plan));
        schemas(node, plan.schemas());
        plan.maximumPollingDuration().ifPresent(limit -> node.put("maximum_polling_duration", limit.toSeconds()));
        plan.maintenanceInfo().ifPresent(info -> node.set("maintenance_info", maintenanceInfo(info)));
        if (!plan.metadata().isEmpty()) {
            node.set("metadata", plan.metadata());
        }
        extend(node, plan.extensions());
        return node;
    }

    private static void schemas(ObjectNode plan, Schemas schemas) {
        var instance = Json.object();
        schema(instance, "create", schemas.create());
        schema(instance, "update", schemas.update());
        var binding = Json.object();
        schema(binding, "create", schemas.bind());
        if (instance.isEmpty() && binding.isEmpty()) {
            return;
        }
        var node = plan.putObject("schemas");
        if (!instance.isEmpty()) {
            node.set("service_instance", instance);
        }
        if (!binding.isEmpty()) {
            node.set("service_binding", binding);
        }
    }

    private static void schema(ObjectNode object, String action, Optional<ObjectNode> schema) {
        schema.ifPresent(parameters -> object.putObject(action).set("parameters", parameters));
    }

    static ObjectNode maintenanceInfo(MaintenanceInfo info) {
        var node = Json.object().put("version", info.version());
        info.description().filter(text -> !text.isEmpty()).ifPresent(text -> node.put("description", text));
        return node;
    }

    private static ObjectNode dashboardClient(DashboardClient client) {
        var node = Json.object().put("id", client.id()).put("secret", client.secret());
        client.redirectUri().filter(uri -> !uri.isEmpty()).ifPresent(uri -> node.put("redirect_uri", uri));
        return node;
    }

    private static void texts(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            var array = node.putArray(name);
            values.forEach(array::add);
        }
    }

    private static void extend(ObjectNode node, ObjectNode extensions) {
        for (var extension : extensions.properties()) {
            if (!node.has(extension.getKey())) {
                node.set(extension.getKey(), extension.getValue());
            }
        }
    }
}
