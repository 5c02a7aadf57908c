package io.chandler.ondemand.broker;

import io.chandler.adapter.ServiceDeployment;
import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.ondemand.configuration.Configuration.LifecycleErrands;
import io.chandler.osb.BindRequest;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.UpdateRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The configuration and the platform's requests as the adapter gets them. */
final class AdapterInputs {

    private final Configuration configuration;

    AdapterInputs(Configuration configuration) {
        this.configuration = configuration;
    }

    ServiceDeployment deployment(String name) {
        var deployment = configuration.deployment();
        return new ServiceDeployment(
                name,
                deployment.releases().stream()
                        .map(release ->
                                new ServiceDeployment.Release(release.name(), release.version(), release.jobs()))
                        .toList(),
                deployment.stemcells().stream()
                        .map(stemcell ->
                                new ServiceDeployment.Stemcell(stemcell.name(), stemcell.os(), stemcell.version()))
                        .toList());
    }

    /** The plan, its properties over those of all plans. */
    io.chandler.adapter.Plan plan(Configuration.Plan plan) {
        var properties = new LinkedHashMap<String, @Nullable Object>(
                configuration.offering().globalProperties());
        properties.putAll(plan.properties());
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("properties", properties);
        plan.lifecycleErrands().ifPresent(errands -> map.put("lifecycle_errands", errands(errands)));
        map.put("instance_groups", plan.instanceGroups());
        plan.update().ifPresent(update -> map.put("update", update));
        return io.chandler.adapter.Plan.read(Values.of("plan", map));
    }

    private static Map<String, Object> errands(LifecycleErrands errands) {
        return Map.of("post_deploy", errands(errands.postDeploy()), "pre_delete", errands(errands.preDelete()));
    }

    private static List<Map<String, Object>> errands(List<Errand> errands) {
        return errands.stream()
                .map(errand -> Map.<String, Object>of("name", errand.name(), "instances", errand.instances()))
                .toList();
    }

    static Map<String, @Nullable Object> provision(
            ProvisionRequest request, Optional<ObjectNode> maintenance, Set<String> unplaced) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("service_id", request.serviceId());
        map.put("plan_id", request.planId());
        map.put("organization_guid", unplaced.contains("organization_guid") ? "" : request.organizationId());
        map.put("space_guid", unplaced.contains("space_guid") ? "" : request.spaceId());
        context(map, request.context());
        maintenance.ifPresent(info -> map.put("maintenance_info", values(info)));
        map.put("parameters", values(request.parameters()));
        return map;
    }

    static Map<String, @Nullable Object> update(
            UpdateRequest request, String planId, ObjectNode parameters, Optional<ObjectNode> maintenance) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("service_id", request.serviceId());
        map.put("plan_id", planId);
        var previous = new LinkedHashMap<String, @Nullable Object>();
        for (var name : List.of("plan_id", "service_id", "organization_id", "space_id")) {
            previous.put(name, request.previousValues().path(name).asString(""));
        }
        if (request.previousValues().get("maintenance_info") instanceof ObjectNode info) {
            previous.put("maintenance_info", values(info));
        }
        map.put("previous_values", previous);
        context(map, request.context());
        maintenance.ifPresent(info -> map.put("maintenance_info", values(info)));
        map.put("parameters", values(parameters));
        return map;
    }

    /** For an upgrade: the platform's context, and what the broker remembers of earlier requests. */
    static Map<String, @Nullable Object> upgrade(Optional<ObjectNode> context, ObjectNode remembered) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("context", context.map(AdapterInputs::values).orElse(null));
        if (!remembered.isEmpty()) {
            map.put("parameters", values(remembered));
        }
        return map;
    }

    /** For the check for pending changes: nothing but what the broker remembers. */
    static Map<String, @Nullable Object> unchanged(ObjectNode remembered) {
        return remembered.isEmpty() ? Map.of() : Map.of("parameters", values(remembered));
    }

    static Map<String, @Nullable Object> bind(BindRequest request) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("app_guid", request.appId().orElse(""));
        map.put("plan_id", request.planId().orElse(""));
        map.put("service_id", request.serviceId().orElse(""));
        if (!request.bindResource().isEmpty()) {
            map.put("bind_resource", values(request.bindResource()));
        }
        context(map, request.context());
        map.put("parameters", values(request.parameters()));
        return map;
    }

    static Map<String, @Nullable Object> unbind(String planId, String serviceId) {
        return Map.of("plan_id", planId, "service_id", serviceId);
    }

    private static void context(Map<String, @Nullable Object> map, PlatformContext context) {
        if (!context.isEmpty()) {
            map.put("context", values(context.properties()));
        }
    }

    private static Map<String, @Nullable Object> values(ObjectNode object) {
        return Json.readObject(object.toString());
    }
}
