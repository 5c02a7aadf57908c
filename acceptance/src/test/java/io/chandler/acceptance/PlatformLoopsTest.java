package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Things;
import io.chandler.osb.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The ways of the platforms that there are, request by request. */
class PlatformLoopsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ACCEPTING = "?accepts_incomplete=true";
    private static final String HINTS = "?service_id=recorder-id&plan_id=slow-id&accepts_incomplete=true";

    private static Site site;
    private static BrokerProcess broker;
    private static Platform platform;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        site = Site.in(folder);
        broker = BrokerProcess.start(site);
        platform = new Platform(site);
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
        assertThat(broker.terminate()).isZero();
        assertThat(JournalRules.violations(site.journal())).isEmpty();
    }

    // ---- Korifi: a reconciler that sends the same request until it is done -----------------------------------------

    @Test
    void korifiRepeatsEachRequestUntilItIsDone() throws Exception {
        var id = UUID.randomUUID().toString();
        var provisioning = Platform.provisioning("slow-id", parameters("steps", 3, "millis", 60));
        repeatUntilDone("PUT", Platform.instance(id) + ACCEPTING, Platform.instance(id), provisioning);
        assertThat(calls("provision", Things.name(id))).isEqualTo(1);

        var bindingId = UUID.randomUUID().toString();
        var binding = Json.object()
                .put("service_id", "recorder-id")
                .put("plan_id", "slow-id")
                .put("app_guid", "");
        binding.putObject("bind_resource").put("app_guid", "");
        binding.putNull("parameters");
        var path = Platform.binding(id, bindingId);
        var bound = repeatUntilDone("PUT", path + ACCEPTING, path, binding);
        var password = bound.body().path("credentials").path("password").stringValue();
        assertThat(site.things().content(Things.name(id, bindingId))).hasValue(Things.hash(password));
        assertThat(calls("bind", Things.name(id, bindingId))).isEqualTo(1);

        assertThat(repeatUntilDone("DELETE", path + HINTS, path, null).status()).isIn(200, 410);
        assertThat(platform.send("DELETE", path + HINTS, null, korifi()).status())
                .isEqualTo(410);
        var instance = Platform.instance(id);
        assertThat(repeatUntilDone("DELETE", instance + HINTS, instance, null).status())
                .isIn(200, 410);
        assertThat(platform.send("DELETE", instance + HINTS, null, korifi()).status())
                .isEqualTo(410);
        assertThat(calls("deprovision", Things.name(id))).isEqualTo(1);
        assertThat(site.things().content(Things.name(id))).isEmpty();
    }

    private static Map<String, String> korifi() {
        return Map.of("X-Broker-API-Version", "2.17");
    }

    /** Sends a request and polls by turns, until the request is answered with other than 202. */
    private static Reply repeatUntilDone(String method, String request, String object, ObjectNode body)
            throws Exception {
        var operations = new HashSet<Optional<String>>();
        var limit = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < limit) {
            var reply = platform.send(method, request, body, korifi());
            if (reply.status() != 202) {
                assertThat(reply.status()).isIn(200, 201, 410);
                assertThat(operations).as("operations of %s", method).hasSizeLessThanOrEqualTo(1);
                return reply;
            }
            operations.add(reply.operation());
            var query = "?operation=" + reply.operation().orElseThrow();
            var state = platform.send("GET", object + "/last_operation" + query, null, korifi());
            assertThat(state.status()).isIn(200, 410);
        }
        throw new AssertionError(method + " is never done");
    }

    // ---- Kubernetes service-catalog: orphan mitigation -------------------------------------------------------------

    private static Map<String, String> serviceCatalog() {
        var user = "{\"username\":\"system:serviceaccount\",\"uid\":\"\",\"groups\":[\"system:authenticated\"]}";
        var identity = Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
        return Map.of("X-Broker-API-Version", "2.14", "X-Broker-API-Originating-Identity", "kubernetes " + identity);
    }

    private static ObjectNode inNamespace(ObjectNode body) {
        body.putObject("context")
                .put("platform", "kubernetes")
                .put("namespace", "default")
                .put("clusterid", "cluster")
                .put("instance_name", "mine");
        return body;
    }

    @Test
    void serviceCatalogDeletesWhatFailedAndMakesItAnew() throws Exception {
        var id = UUID.randomUUID().toString();
        var instance = Platform.instance(id);
        var refused = inNamespace(Platform.provisioning("slow-id", parameters("refuse", "Not today.")));
        var first = platform.send("PUT", instance + ACCEPTING, refused, serviceCatalog());
        assertThat(first.status()).isEqualTo(202);
        assertThat(platform.await(id, first.operation()).state()).isEqualTo("failed");

        mitigate(instance, id);
        var accepted = inNamespace(Platform.provisioning("slow-id", parameters("value", "second")));
        var second = platform.send("PUT", instance + ACCEPTING, accepted, serviceCatalog());
        assertThat(second.status()).isEqualTo(202);
        assertThat(platform.await(id, second.operation()).state()).isEqualTo("succeeded");
        assertThat(site.things().content(Things.name(id))).hasValue("second");

        // A poll may be repeated after the end, and an update may leave out what does not change.
        assertThat(platform.poll(id, second.operation()).state()).isEqualTo("succeeded");
        var update = inNamespace(Json.object().put("service_id", "recorder-id"));
        update.putObject("parameters").put("value", "third");
        update.putObject("previous_values").put("plan_id", "").put("service_id", "recorder-id");
        var updated = platform.send("PATCH", instance + ACCEPTING, update, serviceCatalog());
        assertThat(updated.status()).isIn(200, 202);
        assertThat(platform.await(id, updated.operation()).state()).isEqualTo("succeeded");
        assertThat(site.things().content(Things.name(id))).hasValue("third");

        // Bindings are synchronous: nothing is accepted that is not done.
        var path = Platform.binding(id, "secret");
        var binding = inNamespace(Platform.binding("slow-id", parameters("steps", 2)));
        binding.putObject("bind_resource").put("app_guid", "namespace-uid");
        binding.put("app_guid", "namespace-uid");
        var bound = platform.send("PUT", path, binding, serviceCatalog());
        assertThat(bound.status()).isEqualTo(201);
        assertThat(bound.body().path("credentials").path("password").isString()).isTrue();
        var unbound = platform.send("DELETE", path + "?service_id=recorder-id&plan_id=slow-id", null, serviceCatalog());
        assertThat(unbound.status()).isEqualTo(200);
        mitigate(instance, id);
    }

    @Test
    void serviceCatalogDeletesWhatItDoesNotKnowTheOutcomeOf() throws Exception {
        var id = UUID.randomUUID().toString();
        var instance = Platform.instance(id);
        site.put("gate");
        var provisioning = inNamespace(Platform.provisioning("slow-id", parameters("steps", 3)));
        var accepted = platform.send("PUT", instance + ACCEPTING, provisioning, serviceCatalog());
        assertThat(accepted.status()).isEqualTo(202);
        await().atMost(LIMIT)
                .until(() -> site.journal().stream()
                        .anyMatch(line -> line.step() == 2 && line.subject().equals(Things.name(id))));
        var deleted = platform.send("DELETE", instance + HINTS, null, serviceCatalog());
        assertThat(deleted.status()).isEqualTo(202);
        site.remove("gate");
        assertThat(platform.await(id, deleted.operation()).state()).isEqualTo("succeeded");
        assertThat(platform.poll(id, accepted.operation()).state()).isEqualTo("failed");
        assertThat(site.things().content(Things.name(id))).isEmpty();
        assertThat(platform.send("DELETE", Platform.instance(UUID.randomUUID().toString()) + HINTS, null)
                        .status())
                .isEqualTo(410);
    }

    private static void mitigate(String instance, String id) throws Exception {
        var reply = platform.send("DELETE", instance + HINTS, null, serviceCatalog());
        assertThat(reply.status()).isIn(200, 202);
        if (reply.status() == 202) {
            assertThat(platform.await(id, reply.operation()).state()).isEqualTo("succeeded");
        }
        assertThat(site.things().content(Things.name(id))).isEmpty();
    }

    // ---- Cloud Foundry ---------------------------------------------------------------------------------------------

    private static Map<String, String> cloudFoundry() {
        var identity = Base64.getEncoder().encodeToString("{\"user_id\":\"user\"}".getBytes(UTF_8));
        return Map.of(
                "X-Broker-API-Version",
                "2.15",
                "X-Broker-API-Request-Identity",
                UUID.randomUUID().toString(),
                "X-VCAP-Request-ID",
                UUID.randomUUID().toString(),
                "X-Broker-API-Originating-Identity",
                "cloudfoundry " + identity);
    }

    private static ObjectNode inSpace(ObjectNode body) {
        body.putObject("context")
                .put("platform", "cloudfoundry")
                .put("organization_guid", "organization")
                .put("organization_name", "org")
                .put("space_guid", "space")
                .put("space_name", "dev")
                .put("instance_name", "db");
        return body;
    }

    @Test
    void cloudFoundryPollsAtOnceAndFetchesTheBinding() throws Exception {
        var id = UUID.randomUUID().toString();
        var instance = Platform.instance(id);
        var provisioning = inSpace(Platform.provisioning("slow-id", parameters("steps", 2, "millis", 50)));
        var provisioned = platform.send("PUT", instance + ACCEPTING, provisioning, cloudFoundry());
        assertThat(provisioned.status()).isEqualTo(202);
        var immediately = platform.poll(id, provisioned.operation());
        assertThat(immediately.status()).isEqualTo(200);
        assertThat(immediately.state()).isIn("in progress", "succeeded");
        if (immediately.state().equals("in progress")) {
            assertThat(immediately.retryAfter()).hasValue(1);
        }
        assertThat(platform.await(id, provisioned.operation()).state()).isEqualTo("succeeded");
        assertThat(platform.fetch(id).status()).isEqualTo(200);

        var path = Platform.binding(id, "app-binding");
        var binding = inSpace(Platform.binding("slow-id", parameters("steps", 2)));
        binding.put("app_guid", "app");
        binding.putObject("bind_resource").put("app_guid", "app").put("space_guid", "space");
        var bound = platform.send("PUT", path + ACCEPTING, binding, cloudFoundry());
        assertThat(bound.status()).isEqualTo(202);
        assertThat(platform.awaitBinding(id, "app-binding", bound.operation()).state())
                .isEqualTo("succeeded");
        var fetched = platform.send("GET", path, null, cloudFoundry());
        assertThat(fetched.status()).isEqualTo(200);
        var password = fetched.body().path("credentials").path("password").stringValue();
        assertThat(site.things().content(Things.name(id, "app-binding"))).hasValue(Things.hash(password));

        renamesWithoutWork(instance, id);
        removesBindingsInParallel(id);
    }

    /** A new name of the instance reaches the broker with nothing else in it. */
    private static void renamesWithoutWork(String instance, String id) throws Exception {
        var rename = inSpace(Json.object().put("service_id", "recorder-id").put("plan_id", "slow-id"));
        rename.putObject("parameters");
        rename.putObject("previous_values").put("plan_id", "slow-id").putNull("maintenance_info");
        assertThat(platform.send("PATCH", instance + ACCEPTING, rename, cloudFoundry())
                        .status())
                .isEqualTo(200);
        assertThat(calls("update", Things.name(id))).isZero();
    }

    private static void removesBindingsInParallel(String id) throws Exception {
        var second = platform.bind(id, "second-binding", "slow-id", parameters());
        assertThat(platform.awaitBinding(id, "second-binding", second.operation())
                        .state())
                .isEqualTo("succeeded");
        var one = platform.unbind(id, "app-binding", "slow-id");
        var other = platform.unbind(id, "second-binding", "slow-id");
        assertThat(platform.awaitBinding(id, "app-binding", one.operation()).state())
                .isEqualTo("succeeded");
        assertThat(platform.awaitBinding(id, "second-binding", other.operation())
                        .state())
                .isEqualTo("succeeded");
        var deleted = platform.send("DELETE", Platform.instance(id) + HINTS, null, cloudFoundry());
        assertThat(deleted.status()).isEqualTo(202);
        assertThat(platform.await(id, deleted.operation()).state()).isEqualTo("succeeded");
        assertThat(site.things().names()).noneMatch(name -> name.startsWith(Things.name(id)));
    }

    private static long calls(String method, String subject) {
        return site.journal().stream()
                .filter(line -> line.event() == Event.CALL)
                .filter(line -> line.method().equals(method) && line.subject().equals(subject))
                .count();
    }
}
