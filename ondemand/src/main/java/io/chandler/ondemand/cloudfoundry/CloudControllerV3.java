package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Cloud Controller by version 3 of its API. Jobs of the platform are waited for where the next call builds on them. */
final class CloudControllerV3 implements CloudFoundry {

    private static final String PAGE = "per_page=500";
    private static final String JSON = "application/json";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_JOB = Duration.ofMinutes(15);

    private final PlatformConnection connection;
    private final String offeringId;

    CloudControllerV3(PlatformConnection connection, String offeringId) {
        this.connection = connection;
        this.offeringId = offeringId;
    }

    private record Plan(String guid, String id, String name) {}

    @Override
    public PlatformVersion version() {
        var api = connection
                .get("/")
                .at("/links/cloud_controller_v3/meta/version")
                .asString("");
        return new PlatformVersion(
                api,
                Optional.of(connection.get("/v3/info").path("osbapi_version").asString(""))
                        .filter(text -> !text.isEmpty()));
    }

    private List<JsonNode> list(String path) {
        var resources = new ArrayList<JsonNode>();
        for (var next = path; !next.isEmpty(); ) {
            var page = connection.get(next);
            page.path("resources").forEach(resources::add);
            next = page.at("/pagination/next/href").asString("");
        }
        return resources;
    }

    private static String guid(JsonNode resource) {
        return resource.path("guid").asString("");
    }

    private static String related(JsonNode resource, String name) {
        return resource.path("relationships")
                .path(name)
                .path("data")
                .path("guid")
                .asString("");
    }

    private Optional<List<Plan>> platformPlans(String offering) {
        return list("/v3/service_offerings?" + PAGE).stream()
                .filter(each -> each.at("/broker_catalog/id").asString("").equals(offering))
                .findFirst()
                .map(each -> list("/v3/service_plans?service_offering_guids=" + guid(each) + "&" + PAGE).stream()
                        .map(plan -> new Plan(
                                guid(plan),
                                plan.at("/broker_catalog/id").asString(""),
                                plan.path("name").asString("")))
                        .toList());
    }

    @Override
    public Optional<Map<String, Integer>> instanceCounts(String offering) {
        return plans(offering).map(OfferedPlan::counts);
    }

    @Override
    public Optional<List<OfferedPlan>> plans(String offering) {
        return platformPlans(offering)
                .map(plans -> plans.stream()
                        .map(plan -> new OfferedPlan(plan.id(), plan.name(), count(plan)))
                        .toList());
    }

    private int count(Plan plan) {
        return connection
                .get("/v3/service_instances?service_plan_guids=" + plan.guid() + "&per_page=1")
                .at("/pagination/total_results")
                .asInt(0);
    }

    @Override
    public List<ServiceInstance> instances(Map<String, String> filters) {
        var query = "&" + PAGE;
        var places = Places.of(filters);
        if (places.isPresent()) {
            var space = space(places.get());
            if (space.isEmpty()) {
                return List.of();
            }
            query += "&space_guids=" + Percent.encode(space.get());
        }
        var plans = platformPlans(offeringId).orElse(List.of());
        if (plans.isEmpty()) {
            return List.of();
        }
        var ids = plans.stream().collect(Collectors.toMap(Plan::guid, Plan::id));
        var guids = plans.stream().map(Plan::guid).collect(Collectors.joining(","));
        return list("/v3/service_instances?service_plan_guids=" + guids + query).stream()
                .map(instance -> new ServiceInstance(
                        guid(instance),
                        ids.getOrDefault(related(instance, "service_plan"), ""),
                        Optional.of(related(instance, "space")).filter(text -> !text.isEmpty())))
                .toList();
    }

    private Optional<String> space(Places places) {
        return organization(places.organization())
                .flatMap(organization ->
                        list("/v3/spaces?names=" + names(places.space()) + "&organization_guids=" + organization)
                                .stream()
                                .findFirst())
                .map(CloudControllerV3::guid);
    }

    private Optional<String> organization(String name) {
        return list("/v3/organizations?names=" + names(name)).stream()
                .findFirst()
                .map(CloudControllerV3::guid);
    }

    /** A comma separates names, so one within a name is encoded twice. */
    private static String names(String name) {
        return Percent.encode(name.replace(",", "%2C"));
    }

    private static String instance(String instanceId) {
        return "/v3/service_instances/" + Percent.encode(instanceId);
    }

    @Override
    public Optional<InstanceOperation> lastOperation(String instanceId) {
        return connection.find(instance(instanceId)).map(CloudControllerV3::operation);
    }

    private static InstanceOperation operation(JsonNode instance) {
        var last = instance.path("last_operation");
        return new InstanceOperation(
                last.path("type").asString(""),
                last.path("state").asString(""),
                last.path("description").asString(""));
    }

    @Override
    public InstanceOperation upgrade(String instanceId) {
        var plan = related(connection.get(instance(instanceId)), "service_plan");
        var version = connection
                .get("/v3/service_plans/" + Percent.encode(plan))
                .at("/maintenance_info/version")
                .asString("");
        var reply = connection.send(
                "PATCH", instance(instanceId), JSON, Map.of("maintenance_info", Map.of("version", version)), 200, 202);
        return reply.status() == 202
                ? new InstanceOperation("update", "in progress", "")
                : operation(connection.json(reply));
    }

    @Override
    public void deleteInstance(String instanceId) {
        var reply = connection.send("DELETE", instance(instanceId), JSON, "", 202, 204, 404);
        JsonNode job;
        try {
            job = await(reply, state -> !state.equals("PROCESSING") || beingDeleted(instanceId));
        } catch (PlatformException e) {
            // The deletion is accepted all the same; whoever follows it meets what is wrong.
            return;
        }
        if (failed(job)
                && !lastOperation(instanceId).map(InstanceOperation::type).equals(Optional.of("delete"))) {
            throw failure(job);
        }
    }

    /** Whether the instance shows its deletion, which it does only when the platform's job has begun. */
    private boolean beingDeleted(String instanceId) {
        return lastOperation(instanceId)
                .map(last -> last.type().equals("delete") && !last.state().equals("failed"))
                .orElse(true);
    }

    @Override
    public List<Binding> bindings(String instanceId) {
        return credentialBindings(instanceId, "app").stream()
                .map(binding -> new Binding(guid(binding), instanceId, Optional.of(related(binding, "app"))))
                .toList();
    }

    @Override
    public List<Binding> keys(String instanceId) {
        return credentialBindings(instanceId, "key").stream()
                .map(key -> new Binding(guid(key), instanceId, Optional.empty()))
                .toList();
    }

    private List<JsonNode> credentialBindings(String instanceId, String type) {
        return list("/v3/service_credential_bindings?service_instance_guids=" + Percent.encode(instanceId) + "&type="
                + type + "&" + PAGE);
    }

    @Override
    public void deleteBinding(Binding binding) {
        await(connection.send(
                "DELETE", "/v3/service_credential_bindings/" + Percent.encode(binding.id()), JSON, "", 202, 204, 404));
    }

    @Override
    public Optional<String> brokerId(String name) {
        return list("/v3/service_brokers?names=" + names(name)).stream()
                .findFirst()
                .map(CloudControllerV3::guid);
    }

    @Override
    public void registerBroker(BrokerRegistration registration) {
        var credentials = new LinkedHashMap<String, String>();
        credentials.put("username", registration.username());
        credentials.put("password", registration.password());
        var body = new LinkedHashMap<String, Object>();
        body.put("name", registration.name());
        body.put("url", registration.url());
        body.put("authentication", Map.of("type", "basic", "credentials", credentials));
        var known = brokerId(registration.name());
        await(
                known.isPresent()
                        ? connection.send("PATCH", "/v3/service_brokers/" + known.get(), JSON, body, 200, 202)
                        : connection.send("POST", "/v3/service_brokers", JSON, body, 202));
    }

    @Override
    public void deregisterBroker(String brokerId) {
        await(connection.send("DELETE", "/v3/service_brokers/" + Percent.encode(brokerId), JSON, "", 202, 204, 404));
    }

    @Override
    public void setPlanAccess(String offering, String planName, PlanAccess access) {
        var plan = PlanByName.find(platformPlans(offering), Plan::name, planName);
        show(plan.guid(), access);
    }

    /** Replaces what was visible before. */
    private void show(String plan, PlanAccess access) {
        var body = switch (access) {
            case PlanAccess.Everybody() -> Map.of("type", "public");
            case PlanAccess.Nobody() -> Map.of("type", "admin");
            case PlanAccess.Organization(var name) ->
                Map.of(
                        "type",
                        "organization",
                        "organizations",
                        List.of(Map.of(
                                "guid",
                                organization(name)
                                        .orElseThrow(() -> new PlatformException(
                                                Kind.NOT_FOUND,
                                                "failed to find org with name \"" + name + "\"",
                                                null)))));
        };
        connection.send("PATCH", "/v3/service_plans/" + plan + "/visibility", JSON, body, 200);
    }

    @Override
    public void disableAllPlans(String offering) {
        platformPlans(offering).orElse(List.of()).forEach(plan -> show(plan.guid(), new PlanAccess.Nobody()));
    }

    /** Waits for the job that an answer names, if it names one. */
    private void await(HttpReply reply) {
        var job = await(reply, state -> List.of("COMPLETE", "FAILED").contains(state));
        if (failed(job)) {
            throw failure(job);
        }
    }

    private static boolean failed(JsonNode job) {
        return job.path("state").asString("").equals("FAILED");
    }

    private static PlatformException failure(JsonNode job) {
        return new PlatformException(
                Kind.REFUSED, job.at("/errors/0/detail").asString("the platform's job failed"), null);
    }

    /** Waits until the job that an answer names has come to a state. Returns the job; nothing if none is named. */
    private JsonNode await(HttpReply reply, Predicate<String> enough) {
        var job = reply.header("Location").filter(_ -> reply.status() == 202);
        if (job.isEmpty()) {
            return MissingNode.getInstance();
        }
        long end = System.nanoTime() + LONGEST_JOB.toNanos();
        for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
            var found = connection.get(job.get());
            if (enough.test(found.path("state").asString(""))) {
                return found;
            }
            if (System.nanoTime() > end) {
                throw new PlatformException(Kind.UNREACHABLE, "the platform's job does not end", null);
            }
            sleep(pause);
        }
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(Kind.UNREACHABLE, "interrupted", e);
        }
    }
}
