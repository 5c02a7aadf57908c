package io.chandler.broker.engine;

import static io.chandler.broker.engine.ApiClient.JANE;
import static io.chandler.broker.engine.ApiClient.JANE_TRIES;
import static io.chandler.broker.engine.ApiClient.changed;
import static io.chandler.broker.engine.ApiClient.condition;
import static io.chandler.broker.engine.ApiClient.metadata;
import static io.chandler.broker.engine.ApiClient.names;
import static io.chandler.broker.engine.ApiClient.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.Answer;
import io.chandler.osb.Json;
import io.chandler.resources.Ref;
import io.chandler.resources.Selector;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.served.ServedResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Instances that API clients make and change. */
class ServedWritesTest {

    private final House house = new House();
    private final ApiClient api = new ApiClient(house);
    private final ServedResource instances = api.instances;

    @AfterEach
    void close() {
        house.close();
    }

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
        var ready = api.instance("db");
        assertThat(ready.metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThat(ready.metadata().annotations()).isEqualTo(Map.of("note", "x"));
        assertThat(names(instances, Selector.label("team", "blue"))).containsExactly("db");
        assertThat(names(instances, Selector.label("team", "red"))).isEmpty();
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
        var there = api.instance("there");
        instances.replace(changed(there, "planName", "quick"), there.revision(), JANE_TRIES);
        instances.delete(there.ref(), Preconditions.none(), JANE_TRIES);
        assertThat(api.instance("there")).isEqualTo(there);
    }

    @Test
    void another_plan_and_other_parameters_are_an_update() {
        house.provision("db", TestCatalog.SLOW, "{\"a\":1,\"b\":2}");
        house.ended("db");
        var found = api.instance("db");
        var spec = found.spec().deepCopy().put("planName", "quick");
        ((ObjectNode) spec.path("parameters")).put("c", 3).remove("b");

        var changed = instances.replace(found.withSpec(spec), found.revision(), JANE);

        assertThat(changed.metadata().generation()).isEqualTo(2);
        assertThat(house.ended("db")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.workshop.journal).contains("update db from slow to quick");
        var fetched = (Answer.Instance) house.fetch("db");
        assertThat(fetched.planId()).isEqualTo("quick");
        assertThat(fetched.parameters().orElseThrow()).isEqualTo(House.json("{\"a\":1,\"c\":3}"));
        assertThat(condition(api.instance("db"), "Ready")).contains("True ServiceUpdated");
    }

    @Test
    void a_write_that_changes_nothing_keeps_the_revision() {
        house.provision("db", TestCatalog.SLOW, "{\"a\":1}");
        house.ended("db");
        var found = api.instance("db");
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
        var found = api.instance("db");

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
        assertThat(api.instance("db").metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThatThrownBy(() -> instances.replace(found, found.revision(), JANE))
                .isInstanceOf(ApiRefusal.Conflict.class);
    }

    @Test
    void a_platform_takes_over_the_fields_that_it_changes() {
        house.provision("db", TestCatalog.SLOW, "{\"a\":1,\"b\":2}");
        house.ended("db");
        var found = api.instance("db");
        var managed = Json.mapper().readTree("""
                        [{"manager": "kubectl", "operation": "Apply", "apiVersion": "g/v1", "time": "2026-01-01T00:00:00Z",
                          "fieldsType": "FieldsV1", "fieldsV1": {"f:metadata": {"f:labels": {"f:team": {}}},
                            "f:spec": {"f:planName": {}, "f:serviceName": {}, "f:parameters": {"f:a": {}, "f:b": {}}}}}]""");
        instances.replace(found.withManagedFields((ArrayNode) managed), found.revision(), JANE);

        house.update("db", Optional.of("quick"), "{\"b\":3}");
        house.ended("db");

        var fields = api.instance("db").managedFields();
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
        var found = api.instance("db");

        assertThat(refusal(found, "serviceName", "shop"))
                .isEqualTo("spec.serviceName: Forbidden: the field is immutable");
        assertThat(refusal(found, "spaceId", "other")).isEqualTo("spec.spaceId: Forbidden: the field is immutable");
        assertThat(refusal(found, "planName", "none")).startsWith("spec.planName: Unsupported value");
        assertThat(refusal(found, "planName", "slow"))
                .startsWith("spec: Invalid value: The service plan does not support");
        assertThat(api.instance("db")).isEqualTo(found);
    }

    @Test
    void while_an_operation_runs_another_is_a_conflict_but_metadata_are_free() throws Exception {
        house.provision("db", TestCatalog.SLOW, "{\"wait\":\"provision\"}");
        house.workshop.awaitArrival("db");
        var found = api.instance("db");
        assertThat(condition(found, "Ready")).contains("False Provisioning");

        assertThatThrownBy(() -> instances.replace(changed(found, "planName", "quick"), found.revision(), JANE))
                .isInstanceOf(ApiRefusal.Conflict.class)
                .hasMessageContaining("in progress");
        instances.replace(
                found.withMetadata(found.metadata().withLabels(Map.of("team", "blue"))), found.revision(), JANE);
        house.workshop.open("db");

        assertThat(house.ended("db")).isInstanceOf(Answer.Succeeded.class);
        assertThat(api.instance("db").metadata().labels()).isEqualTo(Map.of("team", "blue"));
    }

    @Test
    void of_the_status_clients_write_conditions_of_their_own_alone() {
        house.ready("db", TestCatalog.SLOW);
        var found = api.instance("db");
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
        assertThat(condition(api.instance("db"), "Backup")).contains("True Nightly");
        var later = api.instance("db");
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

    private String refusal(String spec) {
        return ApiClient.refusal(() -> instances.create(object("db", spec), JANE));
    }

    private String refusal(ApiObject found, String name, String value) {
        return ApiClient.refusal(() -> instances.replace(changed(found, name, value), found.revision(), JANE));
    }
}
