package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Broker;
import io.chandler.testkit.cloudcontroller.Platform.Offering;
import io.chandler.testkit.cloudcontroller.Platform.Plan;
import io.chandler.testkit.cloudcontroller.Platform.ServiceInstance;
import io.chandler.testkit.cloudcontroller.Platform.Visibility;
import io.chandler.testkit.internal.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Version 2's objects as JSON, and lists of them in pages, filtered by {@code q=name:value}. */
final class V2Lists {

    private final Platform platform;
    private final int largestPage;

    V2Lists(Platform platform, int largestPage) {
        this.platform = platform;
        this.largestPage = largestPage;
    }

    Response services(Request request) {
        return page(
                request,
                platform.offerings(_ -> true),
                Map.of(
                        "label",
                        Offering::name,
                        "unique_id",
                        Offering::catalogId,
                        "service_broker_guid",
                        offering -> offering.brokerGuid().orElse("")),
                this::json);
    }

    private Map<String, Object> json(Offering offering) {
        var entity = new LinkedHashMap<String, Object>();
        entity.put("label", offering.name());
        entity.put("description", offering.name());
        entity.put("active", true);
        entity.put("bindable", true);
        entity.put("unique_id", offering.catalogId());
        entity.put("service_broker_guid", offering.brokerGuid().orElse(null));
        entity.put("service_plans_url", "/v2/services/" + offering.guid() + "/service_plans");
        return resource("/v2/services/", offering.guid(), entity);
    }

    Response plans(Request request, Predicate<Plan> which) {
        Map<String, Function<Plan, String>> filters = Map.of(
                "unique_id",
                Plan::catalogId,
                "service_guid",
                Plan::offeringGuid,
                "service_instance_guid",
                // The plan of the instance that is asked for.
                plan -> request.parameters("q").stream()
                        .filter(q -> q.startsWith("service_instance_guid:"))
                        .map(q -> q.substring(q.indexOf(':') + 1))
                        .filter(guid -> platform.instance(guid)
                                .map(instance -> instance.planGuid().equals(plan.guid()))
                                .orElse(false))
                        .findFirst()
                        .orElse(""));
        return page(request, platform.plans(which), filters, this::json);
    }

    Map<String, Object> json(Plan plan) {
        var entity = new LinkedHashMap<String, Object>();
        entity.put("name", plan.name());
        entity.put("free", false);
        entity.put("unique_id", plan.catalogId());
        entity.put("public", plan.open());
        entity.put("active", true);
        entity.put("service_guid", plan.offeringGuid());
        entity.put("service_url", "/v2/services/" + plan.offeringGuid());
        entity.put("service_instances_url", "/v2/service_plans/" + plan.guid() + "/service_instances");
        entity.put("maintenance_info", maintenance(plan.maintenanceVersion()));
        return resource("/v2/service_plans/", plan.guid(), entity);
    }

    private static Map<String, Object> maintenance(Optional<String> version) {
        return version.<Map<String, Object>>map(v -> Map.of("version", v)).orElse(Map.of());
    }

    Response instances(Request request, Predicate<ServiceInstance> which) {
        return page(
                request,
                platform.instances(which),
                Map.of(
                        "name",
                        ServiceInstance::name,
                        "space_guid",
                        ServiceInstance::spaceGuid,
                        "service_plan_guid",
                        ServiceInstance::planGuid),
                this::json);
    }

    Map<String, Object> json(ServiceInstance instance) {
        var entity = new LinkedHashMap<String, Object>();
        entity.put("name", instance.name());
        entity.put("type", "managed_service_instance");
        entity.put("service_plan_guid", instance.planGuid());
        entity.put("space_guid", instance.spaceGuid());
        entity.put("dashboard_url", instance.dashboardUrl().orElse(null));
        entity.put("maintenance_info", maintenance(instance.maintenanceVersion()));
        var operation = new LinkedHashMap<String, Object>();
        operation.put("type", instance.last().type());
        operation.put("state", instance.last().state());
        operation.put("description", instance.last().description());
        operation.put("updated_at", instance.last().updated());
        entity.put("last_operation", operation);
        entity.put("service_plan_url", "/v2/service_plans/" + instance.planGuid());
        entity.put("service_bindings_url", "/v2/service_instances/" + instance.guid() + "/service_bindings");
        entity.put("service_keys_url", "/v2/service_instances/" + instance.guid() + "/service_keys");
        return resource("/v2/service_instances/", instance.guid(), entity);
    }

    Response bindings(Request request, ServiceInstance instance, boolean application) {
        var all = platform.bindings(binding -> binding.instanceGuid().equals(instance.guid()));
        return page(request, V2.only(all, application), Map.of("name", Binding::name), this::json);
    }

    private Map<String, Object> json(Binding binding) {
        var entity = new LinkedHashMap<String, Object>();
        entity.put("name", binding.name());
        entity.put("service_instance_guid", binding.instanceGuid());
        binding.applicationGuid().ifPresent(app -> entity.put("app_guid", app));
        return resource(
                binding.applicationGuid().isPresent() ? "/v2/service_bindings/" : "/v2/service_keys/",
                binding.guid(),
                entity);
    }

    Response organizations(Request request) {
        return page(
                request,
                platform.organizations(),
                Map.of("name", Platform.Organization::name),
                organization -> resource(
                        "/v2/organizations/",
                        organization.guid(),
                        Map.of(
                                "name",
                                organization.name(),
                                "spaces_url",
                                "/v2/organizations/" + organization.guid() + "/spaces")));
    }

    Response spaces(Request request, String organizationGuid) {
        return page(
                request,
                platform.spaces().stream()
                        .filter(space -> space.organizationGuid().equals(organizationGuid))
                        .toList(),
                Map.of("name", Platform.Space::name),
                space -> resource(
                        "/v2/spaces/",
                        space.guid(),
                        Map.of("name", space.name(), "organization_guid", space.organizationGuid())));
    }

    Response brokers(Request request) {
        return page(request, platform.brokers(), Map.of("name", Broker::name), this::json);
    }

    Map<String, Object> json(Broker broker) {
        return resource(
                "/v2/service_brokers/",
                broker.guid(),
                Map.of("name", broker.name(), "broker_url", broker.url(), "auth_username", broker.username()));
    }

    Response visibilities(Request request) {
        return page(
                request,
                platform.visibilities(),
                Map.of("service_plan_guid", Visibility::planGuid, "organization_guid", Visibility::organizationGuid),
                this::json);
    }

    Map<String, Object> json(Visibility visibility) {
        return resource(
                "/v2/service_plan_visibilities/",
                visibility.guid(),
                Map.of("service_plan_guid", visibility.planGuid(), "organization_guid", visibility.organizationGuid()));
    }

    private static Map<String, Object> resource(String path, String guid, Map<String, Object> entity) {
        var json = new LinkedHashMap<String, Object>();
        json.put("metadata", Map.of("guid", guid, "url", path + guid));
        json.put("entity", entity);
        return json;
    }

    private <T> Response page(
            Request request,
            List<T> all,
            Map<String, Function<T, String>> filters,
            Function<T, Map<String, Object>> json) {
        var chosen = all;
        for (var q : request.parameters("q")) {
            int colon = q.indexOf(':');
            var filter = colon < 0 ? null : filters.get(q.substring(0, colon));
            if (filter == null) {
                throw V2.refusal(
                        400,
                        10005,
                        "BadQueryParameter",
                        "The query parameter is invalid: " + q + " is no known filter");
            }
            var value = q.substring(colon + 1);
            chosen = chosen.stream()
                    .filter(item -> filter.apply(item).equals(value)
                            && !(q.startsWith("service_instance_guid:") && value.isEmpty()))
                    .toList();
        }
        int size = Math.min(largestPage, number(request, "results-per-page", 50));
        int number = number(request, "page", 1);
        int pages = Math.max(1, (chosen.size() + size - 1) / size);
        var body = new LinkedHashMap<String, Object>();
        body.put("total_results", chosen.size());
        body.put("total_pages", pages);
        body.put("prev_url", number > 1 ? url(request, number - 1, size) : null);
        body.put("next_url", number < pages ? url(request, number + 1, size) : null);
        body.put(
                "resources",
                chosen.stream()
                        .skip((long) (number - 1) * size)
                        .limit(size)
                        .map(json)
                        .toList());
        return Response.json(200, body);
    }

    private static String url(Request request, int page, int size) {
        var url = new StringBuilder(request.path() + "?order-direction=asc&page=" + page + "&results-per-page=" + size);
        for (var part : request.query().orElse("").split("&", -1)) {
            if (part.startsWith("q=")) {
                url.append('&').append(part);
            }
        }
        return url.toString();
    }

    private static int number(Request request, String name, int otherwise) {
        return request.parameter(name)
                .filter(text -> text.matches("[1-9]\\d{0,5}"))
                .map(Integer::parseInt)
                .orElse(otherwise);
    }
}
