package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import io.chandler.ondemand.http.Percent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Cloud Controller by version 2 of its API. */
final class CloudControllerV2 implements CloudFoundry {

    private static final String PAGE = "results-per-page=100";
    /** A list says how long it is whatever it shows. */
    private static final String COUNT = "results-per-page=1";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final PlatformConnection connection;
    private final String offeringId;
    private final String countQuery;

    CloudControllerV2(PlatformConnection connection, String offeringId, CloudController.Requests requests) {
        this.connection = connection;
        this.offeringId = offeringId;
        countQuery = requests == CloudController.Requests.ORIGINAL ? PAGE : COUNT;
    }

    private record Plan(String guid, String id, String name, String instancesUrl) {}

    @Override
    public PlatformVersion version() {
        var info = connection.get("/v2/info");
        return new PlatformVersion(
                info.path("api_version").asString(""),
                Optional.of(info.path("osbapi_version").asString("")).filter(text -> !text.isEmpty()));
    }

    private List<JsonNode> list(String path) {
        var resources = new ArrayList<JsonNode>();
        for (var next = path; !next.isEmpty(); ) {
            var page = connection.get(next);
            page.path("resources").forEach(resources::add);
            next = page.path("next_url").asString("");
        }
        return resources;
    }

    private static String guid(JsonNode resource) {
        return resource.path("metadata").path("guid").asString("");
    }

    private static String text(JsonNode resource, String name) {
        return resource.path("entity").path(name).asString("");
    }

    private Optional<List<Plan>> platformPlans(String offering) {
        return list("/v2/services?" + PAGE).stream()
                .filter(service -> text(service, "unique_id").equals(offering))
                .findFirst()
                .map(service -> list(text(service, "service_plans_url") + "?" + PAGE).stream()
                        .map(plan -> new Plan(
                                guid(plan),
                                text(plan, "unique_id"),
                                text(plan, "name"),
                                text(plan, "service_instances_url")))
                        .toList());
    }

    @Override
    public Optional<Map<String, Integer>> instanceCounts(String offering) {
        return plans(offering, countQuery).map(OfferedPlan::counts);
    }

    @Override
    public Optional<List<OfferedPlan>> plans(String offering) {
        return plans(offering, PAGE);
    }

    private Optional<List<OfferedPlan>> plans(String offering, String query) {
        return platformPlans(offering)
                .map(plans -> plans.stream()
                        .map(plan -> new OfferedPlan(
                                plan.id(),
                                plan.name(),
                                connection
                                        .get(plan.instancesUrl() + "?" + query)
                                        .path("total_results")
                                        .asInt(0)))
                        .toList());
    }

    @Override
    public List<ServiceInstance> instances(Map<String, String> filters) {
        var query = PAGE;
        var places = Places.of(filters);
        if (places.isPresent()) {
            var space = space(places.get());
            if (space.isEmpty()) {
                return List.of();
            }
            query += "&q=space_guid:" + Percent.encode(space.get());
        }
        var instances = new ArrayList<ServiceInstance>();
        for (var plan : platformPlans(offeringId).orElse(List.of())) {
            for (var instance : list("/v2/service_plans/" + plan.guid() + "/service_instances?" + query)) {
                instances.add(new ServiceInstance(
                        guid(instance),
                        plan.id(),
                        Optional.of(text(instance, "space_guid")).filter(text -> !text.isEmpty())));
            }
        }
        return List.copyOf(instances);
    }

    private Optional<String> space(Places places) {
        return named("/v2/organizations", places.organization())
                .map(organization -> text(organization, "spaces_url"))
                .flatMap(url -> named(url, places.space()))
                .map(CloudControllerV2::guid);
    }

    private Optional<JsonNode> named(String path, String name) {
        return list(path + "?q=name:" + Percent.encode(name)).stream().findFirst();
    }

    @Override
    public Optional<InstanceOperation> lastOperation(String instanceId) {
        return connection.find(instance(instanceId)).map(CloudControllerV2::operation);
    }

    private static String instance(String instanceId) {
        return "/v2/service_instances/" + Percent.encode(instanceId);
    }

    private static InstanceOperation operation(JsonNode instance) {
        var last = instance.path("entity").path("last_operation");
        return new InstanceOperation(
                last.path("type").asString(""),
                last.path("state").asString(""),
                last.path("description").asString(""));
    }

    @Override
    public InstanceOperation upgrade(String instanceId) {
        var plans = list("/v2/service_plans?q=service_instance_guid:" + Percent.encode(instanceId));
        if (plans.isEmpty()) {
            throw new PlatformException(
                    Kind.NOT_FOUND, "the platform knows no plan of service instance " + instanceId, null);
        }
        var version = plans.getFirst()
                .path("entity")
                .path("maintenance_info")
                .path("version")
                .asString("");
        var reply = connection.send(
                "PUT",
                instance(instanceId) + "?accepts_incomplete=true",
                FORM,
                Map.of("maintenance_info", Map.of("version", version)),
                201,
                202);
        return operation(connection.json(reply));
    }

    @Override
    public void deleteInstance(String instanceId) {
        delete(instance(instanceId) + "?accepts_incomplete=true");
    }

    private void delete(String path) {
        connection.send("DELETE", path, FORM, "", 202, 204, 404);
    }

    @Override
    public List<Binding> bindings(String instanceId) {
        return list(instance(instanceId) + "/service_bindings?" + PAGE).stream()
                .map(binding -> new Binding(guid(binding), instanceId, Optional.of(text(binding, "app_guid"))))
                .toList();
    }

    @Override
    public List<Binding> keys(String instanceId) {
        return list(instance(instanceId) + "/service_keys?" + PAGE).stream()
                .map(key -> new Binding(guid(key), instanceId, Optional.empty()))
                .toList();
    }

    @Override
    public void deleteBinding(Binding binding) {
        var id = Percent.encode(binding.id());
        delete(binding.applicationId()
                .map(app -> "/v2/apps/" + Percent.encode(app) + "/service_bindings/" + id)
                .orElse("/v2/service_keys/" + id));
    }

    @Override
    public Optional<String> brokerId(String name) {
        return list("/v2/service_brokers").stream()
                .filter(broker -> text(broker, "name").equals(name))
                .findFirst()
                .map(CloudControllerV2::guid);
    }

    @Override
    public void registerBroker(BrokerRegistration registration) {
        var body = new LinkedHashMap<String, String>();
        body.put("name", registration.name());
        body.put("broker_url", registration.url());
        body.put("auth_username", registration.username());
        body.put("auth_password", registration.password());
        var known = brokerId(registration.name());
        if (known.isPresent()) {
            connection.send("PUT", "/v2/service_brokers/" + known.get(), FORM, body, 200);
        } else {
            connection.send("POST", "/v2/service_brokers", FORM, body, 201);
        }
    }

    @Override
    public void deregisterBroker(String brokerId) {
        delete("/v2/service_brokers/" + Percent.encode(brokerId));
    }

    @Override
    public void setPlanAccess(String offering, String planName, PlanAccess access) {
        var plan = PlanByName.find(platformPlans(offering), Plan::name, planName);
        open(plan.guid(), access instanceof PlanAccess.Everybody);
        for (var visibility : list("/v2/service_plan_visibilities?q=service_plan_guid:" + plan.guid() + "&" + PAGE)) {
            delete(visibility
                    .path("metadata")
                    .path("url")
                    .asString("/v2/service_plan_visibilities/" + guid(visibility)));
        }
        if (access instanceof PlanAccess.Organization(var name)) {
            var organization = named("/v2/organizations", name)
                    .orElseThrow(() -> new PlatformException(
                            Kind.NOT_FOUND, "failed to find org with name \"" + name + "\"", null));
            var body = new LinkedHashMap<String, String>();
            body.put("service_plan_guid", plan.guid());
            body.put("organization_guid", guid(organization));
            connection.send("POST", "/v2/service_plan_visibilities", FORM, body, 201);
        }
    }

    private void open(String plan, boolean toAll) {
        connection.send("PUT", "/v2/service_plans/" + plan, FORM, Map.of("public", toAll), 201);
    }

    @Override
    public void disableAllPlans(String offering) {
        platformPlans(offering).orElse(List.of()).forEach(plan -> open(plan.guid(), false));
    }
}
