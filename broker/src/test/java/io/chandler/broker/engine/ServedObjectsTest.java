package io.chandler.broker.engine;

import static io.chandler.broker.engine.ApiClient.JANE;
import static io.chandler.broker.engine.ApiClient.condition;
import static io.chandler.broker.engine.ApiClient.metadata;
import static io.chandler.broker.engine.ApiClient.names;
import static io.chandler.broker.engine.ApiClient.object;
import static io.chandler.broker.engine.ApiClient.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Answer;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances and bindings as API clients see them, beside a platform that uses the same broker. */
class ServedObjectsTest {

    private final House house = new House();
    private final ApiClient api = new ApiClient(house);
    private final ServedResource instances = api.instances;
    private final ServedResource bindings = api.bindings;

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void an_instance_of_a_platform_is_shown_without_secrets() {
        house.provision("db", TestCatalog.SECRET, "{\"password\":\"hush\",\"size\":3}");
        house.ended("db");

        var object = api.instance("db");

        assertThat(object.spec()).isEqualTo(House.json("""
                        {"serviceName": "workshop", "serviceId": "workshop-id", "planName": "secret", "planId": "secret",
                         "organizationId": "org", "spaceId": "space",
                         "context": {"platform": "test", "instance_name": "first"},
                         "parameters": {"password": "(sealed)", "size": "(sealed)"}}"""));
        assertThat(object.status().path("phase").asString()).isEqualTo("Ready");
        assertThat(object.status().path("dashboardUrl").asString()).isEqualTo("https://dashboard.example/db/secret");
        assertThat(object.status().path("operation").path("type").asString()).isEqualTo("provision");
        assertThat(object.status().path("operation").path("state").asString()).isEqualTo("succeeded");
        assertThat(condition(object, "Ready")).contains("True ServiceProvisioned");
        assertThat(condition(object, "Failed")).isEmpty();
        assertThat(object.status().path("observedGeneration").asLong()).isEqualTo(1);
        assertThat(object.metadata().finalizers()).containsExactly("broker.chandler.io/deprovision");
        assertThat(object.metadata().labels()).isEmpty();
        assertThat(object.toString()).doesNotContain("hush");
    }

    @Test
    void a_failure_is_a_condition() {
        house.provision("db", TestCatalog.SLOW, "{\"refuse\":\"provision\"}");
        house.ended("db");

        var object = api.instance("db");

        assertThat(object.status().path("phase").asString()).isEqualTo("CreateFailed");
        assertThat(condition(object, "Ready")).contains("False ProvisionFailed");
        assertThat(condition(object, "Failed")).contains("True ProvisionFailed");
        assertThat(object.status().path("operation").path("description").asString())
                .isEqualTo("Not provision.");
    }

    @Test
    void ids_that_are_no_names_are_escaped() {
        house.ready("DB/1", TestCatalog.SLOW);
        house.bind("DB/1", "app.1", TestCatalog.SLOW, "{}");
        house.endedBinding("DB/1", "app.1");

        assertThat(names(instances)).containsExactly("x--z44z42z2f1");
        assertThat(names(bindings)).containsExactly("x--z44z42z2f1.x--appz2e1");
        assertThat(api.instance("x--z44z42z2f1").status().path("instanceId").asString())
                .isEqualTo("DB/1");
        assertThat(api.binding("x--z44z42z2f1.x--appz2e1")
                        .status()
                        .path("bindingId")
                        .asString())
                .isEqualTo("app.1");
    }

    @Test
    void credentials_are_a_subresource_alone() {
        house.ready("db", TestCatalog.SLOW);
        house.bind("db", "app", TestCatalog.SLOW, "{\"secretive\":\"hush\"}");
        house.endedBinding("db", "app");

        var object = api.binding("db.app");

        assertThat(object.toString()).doesNotContain("lock app").doesNotContain("hush");
        assertThat(object.spec().path("instanceName").asString()).isEqualTo("db");
        assertThat(bindings.subresource(ref("db.app"), "credentials")
                        .orElseThrow()
                        .path("credentials")
                        .path("lock")
                        .asString())
                .isEqualTo("lock app");
        assertThat(bindings.subresource(ref("db.none"), "credentials")).isEmpty();
        assertThatThrownBy(() -> bindings.subresource(ref("db.app"), "other")).isInstanceOf(ApiRefusal.NotFound.class);
    }

    @Test
    void what_is_gone_does_not_exist() throws Exception {
        house.ready("one", TestCatalog.SLOW);
        house.ready("two", TestCatalog.SLOW);
        house.ready("three", TestCatalog.SLOW);
        var before = instances.current();
        house.deprovision("one", TestCatalog.SLOW);
        house.ended("one");
        house.deprovision("three", TestCatalog.SLOW);
        house.ended("three");

        assertThat(instances.get(ref("one"))).isEmpty();
        var page = instances.list(Scope.all(), Selector.everything(), ListOptions.first(1));
        assertThat(page.items()).extracting(object -> object.ref().name()).containsExactly("two");
        assertThat(page.continuation()).isEmpty();
        try (var watch = instances.watch(Scope.all(), Selector.everything(), before)) {
            var events = new ArrayList<String>();
            while (events.stream().filter(event -> event.startsWith("DELETED")).count() < 2) {
                watch.next(Duration.ofSeconds(10)).ifPresent(event -> {
                    assertThat(event.object().revision()).isGreaterThan(before);
                    events.add(event.type() + " " + event.object().ref().name());
                });
            }
            assertThat(events)
                    .contains("MODIFIED one", "DELETED one", "DELETED three")
                    .doesNotContain("ADDED one");
            assertThat(watch.next(Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void what_happens_to_operations_is_told() {
        var told = new CopyOnWriteArrayList<ObjectEvent>();
        house.broker.tell(told::add);

        house.provision("db", TestCatalog.SLOW, "{\"fail\":\"provision\",\"times\":1}");
        house.ended("db");

        await().untilAsserted(() -> assertThat(told)
                .extracting(event -> event.severity() + " " + event.reason())
                .containsExactly("NORMAL Provisioning", "WARNING Retrying", "NORMAL ServiceProvisioned"));
        assertThat(told).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo("ServiceInstance");
            assertThat(event.ref()).isEqualTo(ref("db"));
            assertThat(event.uid()).isEqualTo(api.instance("db").metadata().uid());
            assertThat(event.message()).doesNotContain("secret-cause");
        });
    }

    @Test
    void another_broker_on_the_same_store_goes_on_with_what_clients_keep() {
        var store = new MemoryStore();
        var workshop = new Workshop();
        try (var first = new House(workshop, store, House.QUICK)) {
            first.broker
                    .servedResources(Set.of("default"))
                    .getFirst()
                    .create(
                            object(
                                            "db",
                                            "{\"serviceName\":\"workshop\",\"planName\":\"slow\",\"parameters\":{\"wait\":\"provision\"}}")
                                    .withMetadata(metadata("db", Map.of("team", "blue"), Map.of(), List.of("a.b/c"))),
                            JANE);
        }
        workshop.open("db");
        try (var second = new House(workshop, store, House.QUICK)) {
            assertThat(second.ended("db")).isInstanceOf(Answer.Succeeded.class);
            var found = second.broker
                    .servedResources(Set.of("default"))
                    .getFirst()
                    .get(ref("db"))
                    .orElseThrow();
            assertThat(found.metadata().labels()).isEqualTo(Map.of("team", "blue"));
            assertThat(found.metadata().finalizers()).containsExactly("broker.chandler.io/deprovision", "a.b/c");
        }
    }

    @Test
    void what_has_ended_is_not_done_again_after_a_restart() {
        var store = new MemoryStore();
        var workshop = new Workshop();
        try (var first = new House(workshop, store, House.QUICK)) {
            first.ready("db", TestCatalog.SLOW);
            first.provision("bad", TestCatalog.SLOW, "{\"refuse\":\"provision\"}");
            first.ended("bad");
        }
        long provisions = workshop.count("provision db") + workshop.count("provision bad");
        try (var second = new House(workshop, store, House.QUICK)) {
            second.ready("next", TestCatalog.SLOW);

            assertThat(workshop.count("provision db") + workshop.count("provision bad"))
                    .isEqualTo(provisions);
        }
    }
}
