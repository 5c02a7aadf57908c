package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Broker;
import io.chandler.testkit.cloudcontroller.Platform.Job;
import io.chandler.testkit.cloudcontroller.Platform.Offering;
import io.chandler.testkit.cloudcontroller.Platform.Plan;
import io.chandler.testkit.cloudcontroller.Platform.ServiceInstance;
import io.chandler.testkit.internal.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Version 3's objects as JSON, and lists of them. */
final class V3Lists {

    private final Platform platform;
    private final V3Pages pages;

    V3Lists(Platform platform, int largestPage) {
        this.platform = platform;
        this.pages = new V3Pages(largestPage);
    }

    Response offerings(Request request) {
        return pages.page(
                request,
                platform.offerings(_ -> true),
                Offering::guid,
                Map.of(
                        "names",
                        Offering::name,
                        "service_broker_guids",
                        offering -> offering.brokerGuid().orElse(""),
                        "service_broker_names",
                        offering -> platform.brokers().stream()
                                .filter(broker -> offering.brokerGuid().equals(Optional.of(broker.guid())))
                                .map(Broker::name)
                                .findFirst()
                                .orElse("")),
                Set.of("available", "space_guids", "organization_guids"),
                this::json);
    }

    private Map<String, Object> json(Offering offering) {
        var json = new LinkedHashMap<String, Object>();
        json.put("guid", offering.guid());
        json.put("name", offering.name());
        json.put("description", offering.name());
        json.put("available", true);
        json.put("broker_catalog", Map.of("id", offering.catalogId(), "metadata", Map.of()));
        json.put(
                "relationships",
                Map.of("service_broker", related(offering.brokerGuid().orElse(""))));
        return json;
    }

    Response plans(Request request) {
        return pages.page(
                request,
                platform.plans(_ -> true),
                Plan::guid,
                Map.of(
                        "names",
                        Plan::name,
                        "broker_catalog_ids",
                        Plan::catalogId,
                        "service_offering_guids",
                        Plan::offeringGuid,
                        "service_offering_names",
                        plan -> offering(plan).map(Offering::name).orElse(""),
                        "service_broker_guids",
                        plan -> offering(plan).flatMap(Offering::brokerGuid).orElse(""),
                        "service_instance_guids",
                        plan -> V3Pages.requested(request, "service_instance_guids").stream()
                                .filter(guid -> platform.instance(guid)
                                        .map(instance -> instance.planGuid().equals(plan.guid()))
                                        .orElse(false))
                                .findFirst()
                                .orElse("")),
                Set.of("available", "include", "fields[service_offering.service_broker]"),
                this::json);
    }

    private Optional<Offering> offering(Plan plan) {
        return platform.offerings(offering -> offering.guid().equals(plan.offeringGuid())).stream()
                .findFirst();
    }

    Map<String, Object> json(Plan plan) {
        var json = new LinkedHashMap<String, Object>();
        json.put("guid", plan.guid());
        json.put("name", plan.name());
        json.put("description", plan.name());
        json.put("visibility_type", visibilityType(plan));
        json.put("available", true);
        json.put("free", false);
        json.put("maintenance_info", maintenance(plan.maintenanceVersion()));
        json.put("broker_catalog", Map.of("id", plan.catalogId(), "metadata", Map.of()));
        json.put("relationships", Map.of("service_offering", related(plan.offeringGuid())));
        return json;
    }

    private String visibilityType(Plan plan) {
        if (plan.open()) {
            return "public";
        }
        return platform.visibilities().stream().anyMatch(v -> v.planGuid().equals(plan.guid()))
                ? "organization"
                : "admin";
    }

    Map<String, Object> visibility(Plan plan) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", visibilityType(plan));
        if (visibilityType(plan).equals("organization")) {
            json.put(
                    "organizations",
                    platform.visibilities().stream()
                            .filter(v -> v.planGuid().equals(plan.guid()))
                            .map(v -> Map.of("guid", v.organizationGuid(), "name", name(v.organizationGuid())))
                            .toList());
        }
        return json;
    }

    private String name(String organizationGuid) {
        return platform.organizations().stream()
                .filter(organization -> organization.guid().equals(organizationGuid))
                .map(Platform.Organization::name)
                .findFirst()
                .orElse("");
    }

    private static Map<String, Object> maintenance(Optional<String> version) {
        return version.<Map<String, Object>>map(v -> Map.of("version", v)).orElse(Map.of());
    }

    Response instances(Request request) {
        return pages.page(
                request,
                platform.instances(_ -> true),
                ServiceInstance::guid,
                Map.of(
                        "names",
                        ServiceInstance::name,
                        "type",
                        _ -> "managed",
                        "space_guids",
                        ServiceInstance::spaceGuid,
                        "organization_guids",
                        instance -> platform.spaces().stream()
                                .filter(space -> space.guid().equals(instance.spaceGuid()))
                                .map(Platform.Space::organizationGuid)
                                .findFirst()
                                .orElse(""),
                        "service_plan_guids",
                        ServiceInstance::planGuid,
                        "service_plan_names",
                        instance -> platform.plan(instance.planGuid())
                                .map(Plan::name)
                                .orElse("")),
                Set.of("fields[space]", "fields[service_plan]"),
                this::json);
    }

    Map<String, Object> json(ServiceInstance instance) {
        var wanted = platform.plan(instance.planGuid()).flatMap(Plan::maintenanceVersion);
        var json = new LinkedHashMap<String, Object>();
        json.put("guid", instance.guid());
        json.put("name", instance.name());
        json.put("type", "managed");
        json.put("tags", List.of());
        json.put("maintenance_info", maintenance(instance.maintenanceVersion()));
        json.put("upgrade_available", wanted.isPresent() && !wanted.equals(instance.maintenanceVersion()));
        json.put("dashboard_url", instance.dashboardUrl().orElse(null));
        var operation = new LinkedHashMap<String, Object>();
        operation.put("type", instance.last().type());
        operation.put("state", instance.last().state());
        operation.put("description", instance.last().description());
        operation.put("updated_at", instance.last().updated());
        json.put("last_operation", operation);
        json.put(
                "relationships",
                Map.of("space", related(instance.spaceGuid()), "service_plan", related(instance.planGuid())));
        return json;
    }

    Response bindings(Request request) {
        return pages.page(
                request,
                platform.bindings(_ -> true),
                Binding::guid,
                Map.of(
                        "names",
                        Binding::name,
                        "service_instance_guids",
                        Binding::instanceGuid,
                        "app_guids",
                        binding -> binding.applicationGuid().orElse(""),
                        "type",
                        binding -> binding.applicationGuid().isPresent() ? "app" : "key"),
                Set.of("include"),
                V3Lists::json);
    }

    private static Map<String, Object> json(Binding binding) {
        var relations = new LinkedHashMap<String, Object>();
        relations.put("service_instance", related(binding.instanceGuid()));
        binding.applicationGuid().ifPresent(app -> relations.put("app", related(app)));
        var json = new LinkedHashMap<String, Object>();
        json.put("guid", binding.guid());
        json.put("name", binding.name().isEmpty() ? null : binding.name());
        json.put("type", binding.applicationGuid().isPresent() ? "app" : "key");
        json.put("last_operation", Map.of("type", "create", "state", "succeeded"));
        json.put("relationships", relations);
        return json;
    }

    Response organizations(Request request) {
        return pages.page(
                request,
                platform.organizations(),
                Platform.Organization::guid,
                Map.of("names", Platform.Organization::name),
                Set.of(),
                organization -> Map.of("guid", organization.guid(), "name", organization.name()));
    }

    Response spaces(Request request) {
        return pages.page(
                request,
                platform.spaces(),
                Platform.Space::guid,
                Map.of("names", Platform.Space::name, "organization_guids", Platform.Space::organizationGuid),
                Set.of("include"),
                space -> Map.of(
                        "guid",
                        space.guid(),
                        "name",
                        space.name(),
                        "relationships",
                        Map.of("organization", related(space.organizationGuid()))));
    }

    Response brokers(Request request) {
        return pages.page(
                request,
                platform.brokers(),
                Broker::guid,
                Map.of("names", Broker::name),
                Set.of("space_guids"),
                broker -> Map.of("guid", broker.guid(), "name", broker.name(), "url", broker.url()));
    }

    static Map<String, Object> json(Job job) {
        var json = new LinkedHashMap<String, Object>();
        json.put("guid", job.guid());
        json.put("operation", job.operation());
        json.put("state", job.state());
        json.put(
                "errors",
                job.error()
                        .map(detail -> List.of(V3.error(10001, "UnknownError", detail)))
                        .orElse(List.of()));
        json.put("warnings", List.of());
        return json;
    }

    private static Map<String, Object> related(String guid) {
        return Map.of("data", Map.of("guid", guid));
    }
}
