package io.chandler.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Answer;
import io.chandler.osb.Json;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.served.ApiEvent;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.served.WriteContext;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Instances and bindings as API clients read and write them, beside a platform that uses the same broker. */
class ServedObjectsTest {

    private static final WriteContext JANE =
            new WriteContext("jane", List.of("operators"), WriteContext.Effect.STORE, "kubectl");
    private static final WriteContext JANE_TRIES =
            new WriteContext("jane", List.of("operators"), WriteContext.Effect.DRY_RUN, "kubectl");

    private final House house = new House();
    private final ServedResource instances =
            house.broker.servedResources(Set.of("default", "other")).get(0);
    private final ServedResource bindings =
            house.broker.servedResources(Set.of("default", "other")).get(1);

    @AfterEach
    void close() {
        house.close();
    }

    // ---- Reading ----------------------------------------------------------------------------------------------------

    @Test
    void an_instance_of_a_platform_is_shown_without_secrets() {
        house.provision("db", TestCatalog.SECRET, "{\"password\":\"hush\",\"size\":3}");
        house.ended("db");

        var object = instance("db");

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

        var object = instance("db");

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
        assertThat(instance("x--z44z42z2f1").status().path("instanceId").asString())
                .isEqualTo("DB/1");
        assertThat(binding("x--z44z42z2f1.x--appz2e1")
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

        var object = binding("db.app");

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

    // ---- Creating ---------------------------------------------------------------------------------------------------

    @Test
    void an_instance_of_a_client_is_one_for_the_platform() {
        var created = instances.create(
                object("db", "{\"serviceName\":\"workshop\",\"planName\":\"slow\",\"parameters\":{\"size\":1}}")
                        .withMetadata(metadata("db", Map.of("team", "blue"), Map.of("note", "x"), List.of("a.b/c"))),
                JANE);

        assertThat(created.metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThat(created.metadata().finalizers()).containsExactly("broker.chandler.io/deprovision", "a.b/c");
        assertThat(created.metadata().uid()).isNotEmpty();
        assertThat(house.ended("db")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.fetch("db")).isInstanceOf(Answer.Instance.class);
        var ready = instance("db");
        assertThat(ready.metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThat(ready.metadata().annotations()).isEqualTo(Map.of("note", "x"));
        assertThat(list(Selector.label("team", "blue"))).containsExactly("db");
        assertThat(list(Selector.label("team", "red"))).isEmpty();
        assertThatThrownBy(() -> instances.create(created, JANE)).isInstanceOf(ApiRefusal.AlreadyExists.class);
    }

    @Test
    void a_spec_that_is_wrong_is_refused_by_its_field() {
        assertThat(refusal("{}")).isEqualTo("spec.serviceName: Required value: one of: workshop");
        assertThat(refusal("{\"serviceName\":\"shop\"}"))
                .isEqualTo("spec.serviceName: Unsupported value: the catalog has: workshop");
        assertThat(refusal("{\"serviceName\":\"workshop\",\"planName\":\"retired\"}"))
                .startsWith("spec.planName: Unsupported value: the catalog has: slow, quick");
        assertThat(refusal("{\"serviceName\":\"workshop\",\"planName\":\"slow\",\"planId\":\"quick\"}"))
                .isEqualTo("spec.planId: Invalid value: is not the id of slow");
        assertThat(refusal("{\"serviceName\":7,\"planName\":\"slow\"}"))
                .isEqualTo("spec.serviceName: Invalid value: must be a string");
        assertThat(refusal("{\"serviceName\":\"workshop\",\"planName\":\"slow\",\"credentials\":{}}"))
                .startsWith("spec.credentials: Forbidden: ");
        assertThat(refusal("{\"serviceName\":\"workshop\",\"planName\":\"secret\",\"parameters\":{\"password\":7}}"))
                .startsWith("spec.parameters: Invalid value: ");
        assertThat(refusal("{\"serviceName\":\"workshop\",\"planName\":\"slow\",\"parameters\":{\"a\":\"(sealed)\"}}"))
                .startsWith("spec.parameters.a: Invalid value: ");
        assertThat(refusal(
                        "{\"serviceName\":\"workshop\",\"planName\":\"maintained\",\"maintenanceVersion\":\"9.9.9\"}"))
                .startsWith("spec.maintenanceVersion: Invalid value: ");
        assertThatThrownBy(() -> instances.create(
                        ApiObject.of(new Ref("nowhere", "db"), House.json("{\"serviceName\":\"workshop\"}")), JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("metadata.namespace: Invalid value: there is no platform of this name;"
                        + " there are: default, other");
        assertThat(names(instances)).isEmpty();
    }

    @Test
    void a_dry_run_checks_all_and_stores_nothing() {
        var before = instances.current();

        var checked =
                instances.create(object("db", "{\"serviceName\":\"workshop\",\"planName\":\"slow\"}"), JANE_TRIES);

        assertThat(checked.metadata().finalizers()).containsExactly("broker.chandler.io/deprovision");
        assertThatThrownBy(() -> instances.create(object("db", "{\"serviceName\":\"shop\"}"), JANE_TRIES))
                .isInstanceOf(ApiRefusal.Invalid.class);
        assertThat(instances.current()).isEqualTo(before);
        house.ready("there", TestCatalog.SLOW);
        var there = instance("there");
        instances.replace(changed(there, "planName", "quick"), there.revision(), JANE_TRIES);
        instances.delete(there.ref(), Preconditions.none(), JANE_TRIES);
        assertThat(instance("there")).isEqualTo(there);
    }

    // ---- Changing ---------------------------------------------------------------------------------------------------

    @Test
    void another_plan_and_other_parameters_are_an_update() {
        house.provision("db", TestCatalog.SLOW, "{\"a\":1,\"b\":2}");
        house.ended("db");
        var found = instance("db");
        var spec = found.spec().deepCopy().put("planName", "quick");
        ((ObjectNode) spec.path("parameters")).put("c", 3).remove("b");

        var changed = instances.replace(found.withSpec(spec), found.revision(), JANE);

        assertThat(changed.metadata().generation()).isEqualTo(2);
        assertThat(house.ended("db")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.workshop.journal).contains("update db from slow to quick");
        var fetched = (Answer.Instance) house.fetch("db");
        assertThat(fetched.planId()).isEqualTo("quick");
        assertThat(fetched.parameters().orElseThrow()).isEqualTo(House.json("{\"a\":1,\"c\":3}"));
        assertThat(condition(instance("db"), "Ready")).contains("True ServiceUpdated");
    }

    @Test
    void a_write_that_changes_nothing_keeps_the_revision() {
        house.provision("db", TestCatalog.SLOW, "{\"a\":1}");
        house.ended("db");
        var found = instance("db");
        var same = found.spec().deepCopy();
        ((ObjectNode) same.path("parameters")).put("a", 1);

        assertThat(instances.replace(found, found.revision(), JANE).revision()).isEqualTo(found.revision());
        assertThat(instances
                        .replace(found.withSpec(same), found.revision(), JANE)
                        .revision())
                .isEqualTo(found.revision());
    }

    @Test
    void labels_and_annotations_are_the_clients_and_change_no_generation() {
        house.ready("db", TestCatalog.SLOW);
        var found = instance("db");

        var labelled = instances.replace(
                found.withMetadata(found.metadata().withLabels(Map.of("team", "blue", "chandler.io/work", "pending"))),
                found.revision(),
                JANE);

        assertThat(labelled.metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThat(labelled.metadata().generation()).isEqualTo(1);
        assertThat(labelled.revision()).isGreaterThan(found.revision());
        assertThat(house.broker.pending()).isZero();
        house.update("db", Optional.of("quick"), "{}");
        house.ended("db");
        assertThat(instance("db").metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThatThrownBy(() -> instances.replace(found, found.revision(), JANE))
                .isInstanceOf(ApiRefusal.Conflict.class);
    }

    @Test
    void a_platform_takes_over_the_fields_that_it_changes() {
        house.provision("db", TestCatalog.SLOW, "{\"a\":1,\"b\":2}");
        house.ended("db");
        var found = instance("db");
        var managed = Json.mapper().readTree("""
                        [{"manager": "kubectl", "operation": "Apply", "apiVersion": "g/v1", "time": "2026-01-01T00:00:00Z",
                          "fieldsType": "FieldsV1", "fieldsV1": {"f:metadata": {"f:labels": {"f:team": {}}},
                            "f:spec": {"f:planName": {}, "f:serviceName": {}, "f:parameters": {"f:a": {}, "f:b": {}}}}}]""");
        instances.replace(found.withManagedFields((ArrayNode) managed), found.revision(), JANE);

        house.update("db", Optional.of("quick"), "{\"b\":3}");
        house.ended("db");

        var fields = instance("db").managedFields();
        assertThat(fields).hasSize(2);
        assertThat(fields.get(0).path("fieldsV1")).isEqualTo(House.json("""
                        {"f:metadata": {"f:labels": {"f:team": {}}},
                         "f:spec": {"f:serviceName": {}, "f:parameters": {"f:a": {}}}}"""));
        assertThat(fields.get(1).path("manager").asString()).isEqualTo("open-service-broker");
        assertThat(fields.get(1).path("operation").asString()).isEqualTo("Update");
        assertThat(fields.get(1).path("fieldsV1"))
                .isEqualTo(House.json(
                        "{\"f:spec\": {\"f:planId\": {}, \"f:planName\": {}, \"f:parameters\": {\"f:b\": {}}}}"));
    }

    @Test
    void what_cannot_be_changed_is_refused_by_its_field() {
        house.ready("db", TestCatalog.FIXED);
        var found = instance("db");

        assertThat(refusal(found, "serviceName", "shop"))
                .isEqualTo("spec.serviceName: Forbidden: the field is immutable");
        assertThat(refusal(found, "spaceId", "other")).isEqualTo("spec.spaceId: Forbidden: the field is immutable");
        assertThat(refusal(found, "planName", "none")).startsWith("spec.planName: Unsupported value");
        assertThat(refusal(found, "planName", "slow"))
                .startsWith("spec: Invalid value: The service plan does not support");
        assertThat(instance("db")).isEqualTo(found);
    }

    @Test
    void while_an_operation_runs_another_is_a_conflict_but_metadata_are_free() throws Exception {
        house.provision("db", TestCatalog.SLOW, "{\"wait\":\"provision\"}");
        house.workshop.awaitArrival("db");
        var found = instance("db");
        assertThat(condition(found, "Ready")).contains("False Provisioning");

        assertThatThrownBy(() -> instances.replace(changed(found, "planName", "quick"), found.revision(), JANE))
                .isInstanceOf(ApiRefusal.Conflict.class)
                .hasMessageContaining("in progress");
        instances.replace(
                found.withMetadata(found.metadata().withLabels(Map.of("team", "blue"))), found.revision(), JANE);
        house.workshop.open("db");

        assertThat(house.ended("db")).isInstanceOf(Answer.Succeeded.class);
        assertThat(instance("db").metadata().labels()).isEqualTo(Map.of("team", "blue"));
    }

    @Test
    void of_the_status_clients_write_conditions_of_their_own_alone() {
        house.ready("db", TestCatalog.SLOW);
        var found = instance("db");
        var status = House.json("""
                {"phase": "Mine", "conditions": [{"type": "Ready", "status": "False"},
                 {"type": "Backup", "status": "True", "reason": "Nightly"}]}""");

        var written = instances.replaceStatus(found.withStatus(status), found.revision(), JANE);

        assertThat(written.status().path("phase").asString()).isEqualTo("Ready");
        assertThat(condition(written, "Ready")).contains("True ServiceProvisioned");
        assertThat(condition(written, "Backup")).contains("True Nightly");
        assertThat(written.metadata().generation()).isEqualTo(1);
        house.update("db", Optional.of("quick"), "{}");
        house.ended("db");
        assertThat(condition(instance("db"), "Backup")).contains("True Nightly");
        var later = instance("db");
        var without = instances.replaceStatus(later.withStatus(House.json("{}")), later.revision(), JANE);
        assertThat(condition(without, "Backup")).isEmpty();
    }

    @Test
    void what_kubectl_notes_holds_no_values_of_parameters() {
        var config = "{\"spec\":{\"parameters\":{\"password\":\"hush\"}}}";
        var note = "kubectl.kubernetes.io/last-applied-configuration";

        var created = instances.create(
                object(
                                "db",
                                "{\"serviceName\":\"workshop\",\"planName\":\"slow\",\"parameters\":{\"password\":\"hush\"}}")
                        .withMetadata(metadata("db", Map.of(), Map.of(note, config), List.of())),
                JANE);

        assertThat(created.metadata().annotations().get(note))
                .contains("\"password\":\"(sealed)\"")
                .doesNotContain("hush");
    }

    // ---- Deleting ---------------------------------------------------------------------------------------------------

    @Test
    void a_deletion_is_a_deprovision() throws Exception {
        house.provision("db", TestCatalog.SLOW, "{\"wait\":\"deprovision\"}");
        house.ended("db");

        var deleted = instances.delete(ref("db"), Preconditions.none(), JANE);

        assertThat(deleted.metadata().deletionTimestamp()).isPresent();
        assertThat(deleted.status().path("phase").asString()).isEqualTo("Deleting");
        house.workshop.awaitArrival("db");
        assertThat(instances.delete(ref("db"), Preconditions.none(), JANE).ref())
                .isEqualTo(ref("db"));
        house.workshop.open("db");
        await().until(() -> instances.get(ref("db")).isEmpty());
        assertThat(house.deprovision("db", TestCatalog.SLOW)).isInstanceOf(Answer.Gone.class);
        assertThat(house.workshop.things).isEmpty();
        assertThatThrownBy(() -> instances.delete(ref("db"), Preconditions.none(), JANE))
                .isInstanceOf(ApiRefusal.NotFound.class);
    }

    @Test
    void a_precondition_that_does_not_hold_stops_it() {
        house.ready("db", TestCatalog.SLOW);

        assertThatThrownBy(() ->
                        instances.delete(ref("db"), new Preconditions(Optional.of("another"), Optional.empty()), JANE))
                .isInstanceOf(ApiRefusal.Conflict.class);
        assertThat(instance("db").metadata().deletionTimestamp()).isEmpty();
    }

    @Test
    void finalizers_of_others_hold_the_object_and_not_the_teardown() throws Exception {
        house.ready("db", TestCatalog.SLOW);
        var found = instance("db");
        var held = instances.replace(
                found.withMetadata(found.metadata()
                        .withLabels(Map.of("team", "blue"))
                        .withFinalizers(List.of("a.b/c", "broker.chandler.io/deprovision"))),
                found.revision(),
                JANE);
        house.deprovision("db", TestCatalog.SLOW);
        assertThat(house.ended("db")).isInstanceOf(Answer.DeleteSucceeded.class);

        var waiting = instance("db");
        assertThat(waiting.metadata().finalizers()).containsExactly("a.b/c");
        assertThat(waiting.metadata().deletionTimestamp()).isPresent();
        assertThat(waiting.metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThat(waiting.status().path("phase").asString()).isEqualTo("Deleted");
        assertThat(house.workshop.things).isEmpty();
        assertThat(house.deprovision("db", TestCatalog.SLOW)).isInstanceOf(Answer.Gone.class);
        assertThatThrownBy(() -> instances.replace(
                        waiting.withMetadata(waiting.metadata().withFinalizers(List.of("a.b/c", "d.e/f"))),
                        waiting.revision(),
                        JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("metadata.finalizers");

        try (var watch = instances.watch(Scope.all(), Selector.label("team", "blue"), waiting.revision())) {
            instances.replace(
                    waiting.withMetadata(waiting.metadata().withFinalizers(List.of())), waiting.revision(), JANE);
            assertThat(watch.next(Duration.ofSeconds(10)).orElseThrow().type()).isEqualTo(ApiEvent.Type.DELETED);
        }
        assertThat(instances.get(ref("db"))).isEmpty();
        assertThat(held.metadata().uid()).isEqualTo(waiting.metadata().uid());
        house.ready("db", TestCatalog.SLOW);
        assertThat(instance("db").metadata().labels()).isEmpty();
    }

    @Test
    void a_deletion_that_failed_is_a_condition_and_can_be_asked_for_again() {
        house.provision("db", TestCatalog.SLOW, "{\"refuse\":\"deprovision\"}");
        house.ended("db");
        instances.delete(ref("db"), Preconditions.none(), JANE);
        house.ended("db");

        var failed = instance("db");

        assertThat(failed.status().path("phase").asString()).isEqualTo("DeleteFailed");
        assertThat(condition(failed, "Failed")).contains("True DeprovisionFailed");
        assertThat(condition(failed, "Ready")).contains("False DeprovisionFailed");
        assertThat(failed.metadata().deletionTimestamp()).isPresent();
        instances.delete(ref("db"), Preconditions.none(), JANE);
        house.ended("db");
        assertThat(house.workshop.count("deprovision db")).isEqualTo(2);
    }

    // ---- Bindings ---------------------------------------------------------------------------------------------------

    @Test
    void a_binding_of_a_client_is_one_for_the_platform() {
        house.ready("db", TestCatalog.SLOW);

        bindings.create(object("db.app", "{\"appId\":\"a1\",\"parameters\":{\"x\":1}}"), JANE);
        house.endedBinding("db", "app");

        assertThat(house.fetchBinding("db", "app")).isInstanceOf(Answer.Binding.class);
        var found = binding("db.app");
        assertThat(found.spec().path("appId").asString()).isEqualTo("a1");
        assertThat(condition(found, "Ready")).contains("True ServiceBound");
        assertThat(bindings.replace(found, found.revision(), JANE).revision()).isEqualTo(found.revision());
        assertThatThrownBy(() -> bindings.replace(changed(found, "appId", "a2"), found.revision(), JANE))
                .asInstanceOf(type(ApiRefusal.Invalid.class))
                .satisfies(refused ->
                        assertThat(refused.message()).isEqualTo("spec.appId: Forbidden: the field is immutable"));
        bindings.delete(ref("db.app"), Preconditions.none(), JANE);
        await().until(() -> bindings.get(ref("db.app")).isEmpty());
        assertThat(house.unbind("db", "app", TestCatalog.SLOW)).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void a_binding_needs_an_instance_and_its_name() {
        assertThatThrownBy(() -> bindings.create(object("none.app", "{}"), JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("there is no service instance none in this namespace");
        assertThatThrownBy(() -> bindings.create(object("app", "{}"), JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("metadata.name: Invalid value: must be the name of the service instance, a dot");
    }

    @Test
    void a_binding_that_cannot_be_made_is_refused_by_its_field() {
        house.ready("db", TestCatalog.SLOW);
        house.ready("closed", TestCatalog.UNBINDABLE);
        house.ready("app", TestCatalog.APP);

        assertThat(refusal(() -> bindings.create(object("db.a", "{\"predecessorId\":\"x\"}"), JANE)))
                .isEqualTo("spec.predecessorId: Invalid value: bindings of this plan cannot be rotated.");
        assertThat(refusal(() -> bindings.create(object("db.a", "{\"planId\":\"quick\"}"), JANE)))
                .isEqualTo("spec.planId: Invalid value: is not that of the service instance.");
        assertThat(refusal(() -> bindings.create(object("closed.a", "{}"), JANE)))
                .isEqualTo("spec: Invalid value: Instances of this plan cannot be bound.");
        assertThat(refusal(() -> bindings.create(object("app.a", "{}"), JANE)))
                .isEqualTo("spec.appId: Required value: the plan can only be bound to an app");
    }

    @Test
    void the_bindings_go_with_their_instance() {
        house.ready("db", TestCatalog.SLOW);
        bindings.create(object("db.app", "{}"), JANE);
        house.endedBinding("db", "app");

        instances.delete(ref("db"), Preconditions.none(), JANE);

        await().until(() -> instances.get(ref("db")).isEmpty());
        assertThat(names(bindings)).isEmpty();
    }

    // ---- Events -----------------------------------------------------------------------------------------------------

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
            assertThat(event.uid()).isEqualTo(instance("db").metadata().uid());
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

    // ---- Details ----------------------------------------------------------------------------------------------------

    private static Ref ref(String name) {
        return new Ref("default", name);
    }

    private static ApiObject object(String name, String spec) {
        return ApiObject.of(ref(name), House.json(spec));
    }

    private static Metadata metadata(
            String name, Map<String, String> labels, Map<String, String> annotations, List<String> finalizers) {
        return Metadata.of(ref(name))
                .withLabels(labels)
                .withAnnotations(annotations)
                .withFinalizers(finalizers);
    }

    private ApiObject instance(String name) {
        return instances.get(ref(name)).orElseThrow();
    }

    private ApiObject binding(String name) {
        return bindings.get(ref(name)).orElseThrow();
    }

    private static ApiObject changed(ApiObject object, String name, String value) {
        return object.withSpec(object.spec().deepCopy().put(name, value));
    }

    private String refusal(String spec) {
        return refusal(() -> instances.create(object("db", spec), JANE));
    }

    private String refusal(ApiObject found, String name, String value) {
        return refusal(() -> instances.replace(changed(found, name, value), found.revision(), JANE));
    }

    private static String refusal(Runnable write) {
        try {
            write.run();
        } catch (ApiRefusal.Invalid refused) {
            assertThat(refused.causes()).hasSize(1);
            return refused.message();
        }
        throw new AssertionError("it was not refused");
    }

    private List<String> list(Selector selector) {
        return instances.list(Scope.all(), selector, ListOptions.first(10)).items().stream()
                .map(object -> object.ref().name())
                .toList();
    }

    private static List<String> names(ServedResource resource) {
        return resource.list(Scope.all(), Selector.everything(), ListOptions.first(10)).items().stream()
                .map(object -> object.ref().name())
                .toList();
    }

    private static Optional<String> condition(ApiObject object, String type) {
        for (JsonNode condition : object.status().path("conditions")) {
            if (condition.path("type").asString().equals(type)) {
                return Optional.of(condition.path("status").asString() + " "
                        + condition.path("reason").asString());
            }
        }
        return Optional.empty();
    }
}
