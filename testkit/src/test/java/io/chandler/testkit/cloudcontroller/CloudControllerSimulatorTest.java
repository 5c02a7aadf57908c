package io.chandler.testkit.cloudcontroller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Client;
import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Listener;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import io.chandler.testkit.uaa.UaaSimulator;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cloud Controller as its clients see it, in both versions. */
class CloudControllerSimulatorTest {

    private UaaSimulator uaa;
    private CloudControllerSimulator cloud;
    private Client client;
    private String plan;
    private String space;
    private String organization;

    @BeforeEach
    void startUaa() {
        uaa = UaaSimulator.start(settings -> settings.client("odb", "s", "cloud_controller.admin")
                .client("auditor", "s", "cloud_controller.global_auditor"));
    }

    @AfterEach
    void end() {
        cloud.close();
        uaa.close();
    }

    private Client clientOf(String id) {
        var response = Client.of(uaa, "Authorization", Client.basic(id, "s"))
                .send("POST", "/oauth/token", "grant_type=client_credentials");
        return Client.of(
                cloud,
                "Authorization",
                "bearer " + Client.json(response).get("access_token").stringValue());
    }

    private void start(Consumer<CloudControllerSettings> changes) {
        cloud = CloudControllerSimulator.start(uaa, changes);
        client = clientOf("odb");
    }

    private void startWithPlan(Consumer<CloudControllerSettings> changes) {
        start(changes);
        organization = cloud.addOrganization("org");
        space = cloud.addSpace(organization, "space");
        plan = cloud.addPlan(cloud.addOffering("service-id", "redis"), "plan-id", "small");
    }

    private static int status(HttpResponse<String> response) {
        return response.statusCode();
    }

    @Test
    void tellsWhichVersionsItHas() {
        start(settings -> settings.withoutV2(410));
        var anonymous = Client.of(cloud);
        assertThat(anonymous.json("/").at("/links/cloud_controller_v2").isNull())
                .isTrue();
        assertThat(anonymous
                        .json("/")
                        .at("/links/cloud_controller_v3/meta/version")
                        .stringValue())
                .isEqualTo("3.205.0");
        assertThat(status(anonymous.get("/v2/info"))).isEqualTo(410);
        assertThat(anonymous.json("/v3/info").get("osbapi_version").stringValue())
                .isEqualTo("2.17");
        assertThat(status(anonymous.get("/v3/service_plans"))).isEqualTo(401);
        assertThat(status(client.get("/v3/service_plans"))).isEqualTo(200);
    }

    @Test
    void checksTokensAndScopes() {
        start(_ -> {});
        assertThat(Client.of(cloud).json("/v2/info").get("api_version").stringValue())
                .isEqualTo("2.270.0");
        var auditor = clientOf("auditor");
        assertThat(status(auditor.get("/v2/services"))).isEqualTo(200);
        assertThat(status(auditor.send("DELETE", "/v2/service_instances/x?accepts_incomplete=true", "")))
                .isEqualTo(403);
        uaa.revokeTokens();
        assertThat(client.json("/v2/services").get("error_code").stringValue()).isEqualTo("CF-InvalidAuthToken");
    }

    @Test
    void pagesTheListsOfVersion2() {
        startWithPlan(settings -> settings.largestPage(2));
        IntStream.range(0, 5).forEach(i -> cloud.addInstance("i-" + i, plan, space, "name-" + i));
        var services = client.json("/v2/services?results-per-page=100");
        assertThat(services.at("/resources/0/entity/unique_id").stringValue()).isEqualTo("service-id");
        var plans =
                client.json(services.at("/resources/0/entity/service_plans_url").stringValue());
        var instances = plans.at("/resources/0/entity/service_instances_url").stringValue();
        assertThat(client.json(instances + "?results-per-page=100")
                        .get("total_results")
                        .intValue())
                .isEqualTo(5);
        var guids = new ArrayList<String>();
        var next = Optional.of(instances + "?results-per-page=100&q=space_guid:" + space);
        while (next.isPresent()) {
            var page = client.json(next.get());
            page.get("resources")
                    .forEach(item -> guids.add(item.at("/metadata/guid").stringValue()));
            next = Json.text(page, "next_url");
        }
        assertThat(guids).containsExactly("i-0", "i-1", "i-2", "i-3", "i-4");
        assertThat(client.json(instances + "?q=space_guid:other").get("resources"))
                .isEmpty();
        assertThat(client.json("/v2/service_plans?q=service_instance_guid:i-1").get("resources"))
                .hasSize(1);
        assertThat(client.json("/v2/service_plans?q=service_instance_guid:none").get("resources"))
                .isEmpty();
        assertThat(status(client.get("/v2/services?q=nonsense:1"))).isEqualTo(400);
        var found = client.json("/v2/organizations?q=name:org");
        assertThat(client.json(found.at("/resources/0/entity/spaces_url").stringValue() + "?q=name:space")
                        .get("resources"))
                .hasSize(1);
    }

    @Test
    void upgradesAndDeletesInVersion2() {
        startWithPlan(settings -> settings.operationTime(Duration.ofSeconds(1)));
        var guid = cloud.addInstance(plan, space, "one");
        cloud.maintenanceVersion(plan, "1.2.0");
        var path = "/v2/service_instances/" + guid;
        var body = "{\"maintenance_info\":{\"version\":\"1.2.0\"}}";
        assertThat(status(client.send("PUT", path + "?accepts_incomplete=true", body.replace("1.2", "9.9"))))
                .isEqualTo(422);
        var accepted = client.send("PUT", path + "?accepts_incomplete=true", body);
        assertThat(status(accepted)).isEqualTo(202);
        assertThat(Client.json(accepted).at("/entity/last_operation/state").stringValue())
                .isEqualTo("in progress");
        assertThat(status(client.send("DELETE", path + "?accepts_incomplete=true", "")))
                .isEqualTo(409);
        await().until(() -> client.json(path)
                .at("/entity/last_operation/state")
                .stringValue()
                .equals("succeeded"));
        assertThat(cloud.instances().getFirst().maintenanceVersion()).isEqualTo("1.2.0");

        var binding = cloud.addBinding(guid, "app-1");
        var key = cloud.addKey(guid, "key");
        assertThat(client.json(path + "/service_bindings")
                        .at("/resources/0/entity/app_guid")
                        .stringValue())
                .isEqualTo("app-1");
        assertThat(client.json(path + "/service_keys").get("total_results").intValue())
                .isEqualTo(1);
        assertThat(Client.json(client.send("DELETE", path + "?accepts_incomplete=true", ""))
                        .get("error_code")
                        .stringValue())
                .isEqualTo("CF-AssociationNotEmpty");
        assertThat(status(client.send("DELETE", "/v2/apps/app-1/service_bindings/" + binding, "")))
                .isEqualTo(204);
        assertThat(status(client.send("DELETE", "/v2/service_keys/" + key, ""))).isEqualTo(204);

        cloud.failNextOperation("no way");
        assertThat(status(client.send("DELETE", path + "?accepts_incomplete=true", "")))
                .isEqualTo(202);
        await().until(() -> client.json(path)
                .at("/entity/last_operation/state")
                .stringValue()
                .equals("failed"));
        client.send("DELETE", path + "?accepts_incomplete=true", "");
        await().until(() -> status(client.get(path)) == 404);
    }

    @Test
    void registersBrokersAndOpensPlansInVersion2() {
        startWithPlan(_ -> {});
        var body = "{\"name\":\"b\",\"broker_url\":\"http://b\",\"auth_username\":\"u\",\"auth_password\":\"p\"}";
        var created = client.send("POST", "/v2/service_brokers", body);
        assertThat(status(created)).isEqualTo(201);
        assertThat(status(client.send("POST", "/v2/service_brokers", body))).isEqualTo(400);
        var path = Client.json(created).at("/metadata/url").stringValue();
        assertThat(status(client.send("PUT", path, body.replace("http://b", "http://c"))))
                .isEqualTo(200);
        assertThat(cloud.brokers())
                .singleElement()
                .matches(broker -> broker.url().equals("http://c"));

        assertThat(status(client.send("PUT", "/v2/service_plans/" + plan, "{\"public\":true}")))
                .isEqualTo(201);
        assertThat(cloud.plans().getFirst().open()).isTrue();
        client.send("PUT", "/v2/service_plans/" + plan, "{\"public\":false}");
        var visibility = client.send(
                "POST",
                "/v2/service_plan_visibilities",
                "{\"service_plan_guid\":\"" + plan + "\",\"organization_guid\":\"" + organization + "\"}");
        assertThat(status(visibility)).isEqualTo(201);
        assertThat(cloud.plans().getFirst().organizations()).containsExactly(organization);
        assertThat(client.json("/v2/service_plan_visibilities?q=service_plan_guid:" + plan)
                        .get("resources"))
                .hasSize(1);
        assertThat(status(client.send(
                        "DELETE", Client.json(visibility).at("/metadata/url").stringValue(), "")))
                .isEqualTo(204);

        var guid = cloud.addInstance(plan, space, "one");
        assertThat(status(client.send("DELETE", path, ""))).isEqualTo(400);
        cloud.removeInstance(guid);
        assertThat(status(client.send("DELETE", path, ""))).isEqualTo(204);
        assertThat(cloud.plans()).isEmpty();
    }

    @Test
    void listsInVersion3() {
        startWithPlan(settings -> settings.largestPage(2));
        IntStream.range(0, 3).forEach(i -> cloud.addInstance("i-" + i, plan, space, "name-" + i));
        assertThat(client.json("/v3/service_plans?broker_catalog_ids=plan-id,other")
                        .at("/resources/0/guid")
                        .stringValue())
                .isEqualTo(plan);
        var page = client.json("/v3/service_instances?service_plan_guids=" + plan + "&per_page=100");
        assertThat(page.at("/pagination/total_results").intValue()).isEqualTo(3);
        var next = page.at("/pagination/next/href")
                .stringValue()
                .substring(cloud.url().toString().length());
        assertThat(client.json(next).at("/resources/0/guid").stringValue()).isEqualTo("i-2");
        assertThat(client.json(next).at("/pagination/next").isNull()).isTrue();
        assertThat(client.json("/v3/service_instances?space_guids=none").get("resources"))
                .isEmpty();
        assertThat(client.json("/v3/organizations?names=org")
                        .at("/resources/0/guid")
                        .stringValue())
                .isEqualTo(organization);
        assertThat(client.json("/v3/spaces?names=space&organization_guids=" + organization)
                        .at("/resources/0/guid")
                        .stringValue())
                .isEqualTo(space);
        assertThat(client.json("/v3/service_offerings")
                        .at("/resources/0/broker_catalog/id")
                        .stringValue())
                .isEqualTo("service-id");
        var refused = client.get("/v3/service_offerings?unique_id=service-id");
        assertThat(status(refused)).isEqualTo(400);
        assertThat(refused.body()).contains("Unknown query parameter(s): 'unique_id'");
    }

    private void awaitJob(HttpResponse<String> accepted, String state) {
        assertThat(status(accepted)).as(accepted.body()).isEqualTo(202);
        var job = accepted.headers()
                .firstValue("Location")
                .orElseThrow()
                .substring(cloud.url().toString().length());
        await().until(() -> client.json(job).get("state").stringValue(), state::equals);
    }

    @Test
    void upgradesAndDeletesByJobsInVersion3() {
        startWithPlan(_ -> {});
        var guid = cloud.addInstance(plan, space, "one");
        cloud.addKey(guid, "key");
        cloud.maintenanceVersion(plan, "2.0.0");
        var path = "/v3/service_instances/" + guid;
        assertThat(client.json(path).get("upgrade_available").booleanValue()).isTrue();
        var body = "{\"maintenance_info\":{\"version\":\"2.0.0\"}}";
        awaitJob(client.send("PATCH", path, body), "COMPLETE");
        assertThat(status(client.send("PATCH", path, body))).as("already there").isEqualTo(200);
        assertThat(client.json("/v3/service_credential_bindings?service_instance_guids=" + guid + "&type=key")
                        .get("resources"))
                .hasSize(1);
        cloud.failNextOperation("no way");
        awaitJob(client.send("DELETE", path, ""), "FAILED");
        assertThat(client.json(path).at("/last_operation/description").stringValue())
                .isEqualTo("no way");
        awaitJob(client.send("DELETE", path, ""), "COMPLETE");
        assertThat(client.json(path).at("/errors/0/title").stringValue()).isEqualTo("CF-ResourceNotFound");
        assertThat(cloud.bindings()).isZero();
    }

    @Test
    void opensPlansInVersion3() {
        startWithPlan(_ -> {});
        var path = "/v3/service_plans/" + plan + "/visibility";
        assertThat(client.json(path).get("type").stringValue()).isEqualTo("admin");
        var body = "{\"type\":\"organization\",\"organizations\":[{\"guid\":\"" + organization + "\"}]}";
        assertThat(status(client.send("PATCH", path, body))).isEqualTo(200);
        assertThat(client.json(path).at("/organizations/0/name").stringValue()).isEqualTo("org");
        assertThat(status(client.send("PATCH", path, "{\"type\":\"public\"}"))).isEqualTo(200);
        assertThat(cloud.plans().getFirst().open()).isTrue();
        assertThat(cloud.plans().getFirst().organizations()).isEmpty();
        assertThat(status(client.send("PATCH", path, "{\"type\":\"everybody\"}")))
                .isEqualTo(422);
    }

    @Test
    void callsTheBroker() {
        start(CloudControllerSettings::callBrokers);
        organization = cloud.addOrganization("org");
        space = cloud.addSpace(organization, "space");
        var routes = new Routes()
                .on(
                        "GET",
                        "/v2/catalog",
                        (_, _) -> Response.json(200, Json.read("""
                        {"services":[{"id":"s","name":"redis","description":"d","bindable":true,"plans":[
                        {"id":"p","name":"small","description":"d","maintenance_info":{"version":"1.0.0"}}]}]}""").orElseThrow()))
                .on("PUT", "/v2/service_instances/{id}", (_, _) -> Response.json(202, Map.of("operation", "create")))
                .on("PATCH", "/v2/service_instances/{id}", (_, _) -> Response.json(202, Map.of("operation", "update")))
                .on("DELETE", "/v2/service_instances/{id}", (_, _) -> Response.json(202, Map.of("operation", "delete")))
                .on(
                        "PUT",
                        "/v2/service_instances/{id}/service_bindings/{binding}",
                        (_, _) -> Response.json(201, Map.of("credentials", Map.of())))
                .on(
                        "DELETE",
                        "/v2/service_instances/{id}/service_bindings/{binding}",
                        (_, _) -> Response.json(200, Map.of()))
                .on(
                        "GET",
                        "/v2/service_instances/{id}/last_operation",
                        (request, _) -> request.parameter("operation").equals(Optional.of("update"))
                                ? Response.json(200, Map.of("state", "failed", "description", "out of space"))
                                : Response.json(200, Map.of("state", "succeeded")));
        try (var broker = Listener.start(
                0, Optional.empty(), request -> routes.answer(request).orElseThrow())) {
            var registration = "{\"name\":\"b\",\"url\":\"" + broker.url()
                    + "\",\"authentication\":{\"type\":\"basic\",\"credentials\":{\"username\":\"u\",\"password\":\"p\"}}}";
            awaitJob(client.send("POST", "/v3/service_brokers", registration), "COMPLETE");
            assertThat(cloud.plans())
                    .singleElement()
                    .matches(found -> found.catalogId().equals("p"));
            plan = cloud.plans().getFirst().guid();
            var instance = "{\"type\":\"managed\",\"name\":\"one\",\"relationships\":{\"space\":{\"data\":{\"guid\":\""
                    + space + "\"}},\"service_plan\":{\"data\":{\"guid\":\"" + plan + "\"}}}}";
            awaitJob(client.send("POST", "/v3/service_instances", instance), "COMPLETE");
            var path = "/v3/service_instances/" + cloud.instances().getFirst().guid();
            var binding =
                    "{\"type\":\"key\",\"name\":\"k\",\"relationships\":{\"service_instance\":{\"data\":{\"guid\":\""
                            + cloud.instances().getFirst().guid() + "\"}}}}";
            awaitJob(client.send("POST", "/v3/service_credential_bindings", binding), "COMPLETE");
            cloud.maintenanceVersion(plan, "2.0.0");
            awaitJob(client.send("PATCH", path, "{\"maintenance_info\":{\"version\":\"2.0.0\"}}"), "FAILED");
            assertThat(cloud.instances().getFirst().maintenanceVersion()).isEqualTo("1.0.0");
            awaitJob(client.send("DELETE", path, ""), "COMPLETE");
            assertThat(cloud.instances()).isEmpty();
            assertThat(broker.requests())
                    .extracting(Request::method)
                    .containsExactly("GET", "PUT", "GET", "PUT", "PATCH", "GET", "DELETE", "DELETE", "GET");
            assertThat(broker.requests().get(4).body()).contains("\"maintenance_info\":{\"version\":\"2.0.0\"}");
        }
        awaitJob(
                client.send(
                        "POST",
                        "/v3/service_brokers",
                        "{\"name\":\"gone\",\"url\":\"http://127.0.0.1:1\",\"authentication\":{\"type\":\"basic\","
                                + "\"credentials\":{\"username\":\"u\",\"password\":\"p\"}}}"),
                "FAILED");
    }

    @Test
    void listsInstancesOfOtherPlatforms() {
        start(_ -> {});
        try (var api = ServiceInstancesApiSimulator.start(0, "u", "p")) {
            api.add("i-1", "p", "space-1");
            api.add("i-2", "p");
            var other = Client.of(api, "Authorization", Client.basic("u", "p"));
            assertThat(other.json("/any/path")).hasSize(2);
            assertThat(other.json("/any/path").get(1).has("space_guid")).isFalse();
            assertThat(other.json("/any/path?space_guid=space-1")).hasSize(1);
            assertThat(status(Client.of(api).get("/"))).isEqualTo(401);
            api.faults().next(1, "GET .*").answer(500, "{\"description\":\"x\"}");
            assertThat(List.of(status(other.get("/")), status(other.get("/")))).containsExactly(500, 200);
        }
    }
}
