package io.chandler.apiserver.patch;

import static io.chandler.apiserver.patch.PatchFixtures.WIDGETS;
import static io.chandler.apiserver.patch.PatchFixtures.json;
import static io.chandler.apiserver.patch.PatchFixtures.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ServerSideApplyTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T10:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T10:00:00.5Z");

    @Test
    void the_applier_owns_what_it_applies() {
        var widget = apply(null, "one", """
                {'apiVersion': 'g/v1', 'kind': 'Widget', 'metadata': {'name': 'w', 'labels': {'a': '1'},
                 'finalizers': ['x/f']}, 'spec': {'size': 1, 'limits': {'cpu': '1'}, 'tags': ['s'],
                 'place': {'city': 'Rome'}, 'options': {'o': 'p'}, 'parameters': {'n': {'m': 1}}}}""");

        assertThat(widget.path("spec").path("limits")).isEqualTo(json("{'cpu': '1'}"));
        assertThat(widget.path("metadata").path("managedFields")).isEqualTo(value("""
                        [{'manager': 'one', 'operation': 'Apply', 'apiVersion': 'g/v1', 'time': '2026-03-02T10:00:00Z',
                          'fieldsType': 'FieldsV1', 'fieldsV1': {
                            'f:metadata': {'f:finalizers': {'v:\\'x/f\\'': {}}, 'f:labels': {'f:a': {}}},
                            'f:spec': {'f:limits': {'f:cpu': {}}, 'f:options': {'f:o': {}},
                              'f:parameters': {'f:n': {'.': {}, 'f:m': {}}}, 'f:place': {}, 'f:size': {},
                              'f:tags': {}}}}]""".replace("\\'", "\\\"")));
    }

    @Test
    void what_is_applied_again_changes_nothing() {
        var widget = apply(null, "one", "{'spec': {'size': 1}}");

        assertThat(ServerSideApply.apply(
                        Optional.of(widget),
                        json("{'spec': {'size': 1}}"),
                        manager("one", ""),
                        false,
                        WIDGETS,
                        TUESDAY))
                .isSameAs(widget);
    }

    @Test
    void what_is_applied_no_longer_goes() {
        var widget = apply(
                null,
                "one",
                "{'metadata': {'labels': {'a': '1', 'b': '2'}, 'finalizers': ['x/f', 'x/g']},"
                        + " 'spec': {'size': 1, 'limits': {'cpu': '1'}, 'tags': ['s']}}");

        var later = apply(
                widget, "one", "{'metadata': {'labels': {'b': '2'}, 'finalizers': ['x/g']}, 'spec': {'size': 1}}");

        assertThat(later.path("spec")).isEqualTo(json("{'size': 1}"));
        assertThat(later.path("metadata").path("labels")).isEqualTo(json("{'b': '2'}"));
        assertThat(later.path("metadata").path("finalizers")).isEqualTo(value("['x/g']"));
    }

    @Test
    void what_somebody_else_owns_too_stays() {
        var widget = apply(null, "one", "{'spec': {'size': 1, 'limits': {'cpu': '1'}}}");
        widget = apply(widget, "two", "{'spec': {'size': 1, 'limits': {'memory': '1Gi'}}}");

        widget = apply(widget, "one", "{'metadata': {'labels': {'a': '1'}}}");

        assertThat(widget.path("spec")).isEqualTo(json("{'size': 1, 'limits': {'memory': '1Gi'}}"));
    }

    @Test
    void another_value_for_a_field_of_somebody_else_is_a_conflict() {
        var widget = apply(null, "one", "{'spec': {'size': 1}}");

        assertThatThrownBy(() -> apply(widget, "two", "{'spec': {'size': 2}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"one\": .spec.size")
                .asInstanceOf(type(PatchException.Conflicting.class))
                .satisfies(conflict -> assertThat(conflict.conflicts())
                        .singleElement()
                        .satisfies(cause -> {
                            assertThat(cause.field()).isEqualTo(".spec.size");
                            assertThat(cause.message()).isEqualTo("conflict with \"one\"");
                        }));
    }

    @Test
    void many_conflicts_are_listed_by_manager() {
        var widget = apply(null, "one", "{'spec': {'size': 1, 'colour': 'red'}}");
        var edited = update(widget, widget.deepCopy(), "kubectl-edit", "'limits': {'cpu': '1'}");

        assertThatThrownBy(
                        () -> apply(edited, "two", "{'spec': {'size': 2, 'colour': 'blue', 'limits': {'cpu': '2'}}}"))
                .hasMessage("""
                        Apply failed with 3 conflicts: conflicts with "kubectl-edit" using g/v1:
                        - .spec.limits.cpu
                        conflicts with "one":
                        - .spec.colour
                        - .spec.size""");
    }

    @Test
    void force_takes_the_field() {
        var widget = apply(null, "one", "{'spec': {'size': 1, 'colour': 'red'}}");

        var taken = ServerSideApply.apply(
                Optional.of(widget), json("{'spec': {'size': 2}}"), manager("two", ""), true, WIDGETS, TUESDAY);

        assertThat(taken.path("spec")).isEqualTo(json("{'size': 2, 'colour': 'red'}"));
        assertThat(owned(taken, "one")).isEqualTo(json("{'f:spec': {'f:colour': {}}}"));
        assertThat(owned(taken, "two")).isEqualTo(json("{'f:spec': {'f:size': {}}}"));
        assertThat(taken.path("metadata").path("managedFields").get(0).path("time"))
                .isEqualTo(value("'2026-03-02T10:00:00Z'"));
        assertThat(taken.path("metadata").path("managedFields").get(1).path("time"))
                .isEqualTo(value("'2026-03-03T10:00:00Z'"));
    }

    @Test
    void the_same_value_is_owned_together() {
        var widget = apply(null, "one", "{'spec': {'size': 1}}");

        var both = apply(widget, "two", "{'spec': {'size': 1}}");

        assertThat(owned(both, "one")).isEqualTo(owned(both, "two"));
    }

    @Test
    void another_write_takes_over_the_fields_that_it_changes() {
        var widget = apply(null, "one", "{'spec': {'size': 1, 'colour': 'red'}}");

        var edited = update(widget, widget.deepCopy(), "editor", "'size': 5");

        assertThat(owned(edited, "one")).isEqualTo(json("{'f:spec': {'f:colour': {}}}"));
        assertThat(owned(edited, "editor")).isEqualTo(json("{'f:spec': {'f:size': {}}}"));
        assertThatThrownBy(() -> apply(edited, "one", "{'spec': {'size': 1, 'colour': 'red'}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"editor\" using g/v1: .spec.size");
    }

    @Test
    void a_creation_is_tracked_with_the_parts_it_made() {
        var created = ServerSideApply.update(
                Optional.empty(),
                json("{'metadata': {'name': 'w', 'labels': {'a': '1'}}, 'spec': {'size': 1}}"),
                manager("kubectl-create", ""),
                WIDGETS,
                MONDAY);

        assertThat(owned(created, "kubectl-create"))
                .isEqualTo(json("{'f:metadata': {'.': {}, 'f:labels': {'.': {}, 'f:a': {}}},"
                        + " 'f:spec': {'.': {}, 'f:size': {}}}"));
    }

    @Test
    void what_was_there_before_the_first_apply_belongs_to_nobody_in_particular() {
        var old = json(
                "{'apiVersion': 'g/v1', 'metadata': {'name': 'w'}, 'spec': {'size': 1}, 'status': {'phase': 'x'}}");

        assertThatThrownBy(() -> apply(old, "one", "{'spec': {'size': 2}}"))
                .hasMessage(
                        "Apply failed with 1 conflict: conflict with \"before-first-apply\" using g/v1: .spec.size");
        assertThat(apply(old, "one", "{'metadata': {'finalizers': ['x/f']}}")
                        .path("metadata")
                        .path("managedFields"))
                .hasSize(2);
    }

    @Test
    void an_object_that_nobody_tracks_stays_so_until_somebody_applies() {
        var old = json("{'metadata': {'name': 'w'}, 'spec': {'size': 1}}");

        assertThat(update(old, old.deepCopy(), "editor", "'size': 2")
                        .path("metadata")
                        .has("managedFields"))
                .isFalse();
    }

    @Test
    void status_is_applied_on_its_own_and_conditions_are_told_apart_by_type() {
        var widget = apply(null, "one", "{'spec': {'size': 1}}");

        var ready = applyStatus(
                widget,
                "operator",
                "{'spec': {'size': 9}, 'status': {'conditions': [{'type': 'Ready', 'status': 'True'}]}}");
        var both = applyStatus(ready, "other", "{'status': {'conditions': [{'type': 'Seen', 'status': 'True'}]}}");

        assertThat(both.path("spec")).isEqualTo(json("{'size': 1}"));
        assertThat(both.path("status").path("conditions"))
                .isEqualTo(value("[{'type': 'Ready', 'status': 'True'}, {'type': 'Seen', 'status': 'True'}]"));
        assertThatThrownBy(() -> applyStatus(
                        both, "other", "{'status': {'conditions': [{'type': 'Ready', 'status': 'False'}]}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"operator\" with subresource \"status\":"
                        + " .status.conditions[type=\"Ready\"].status");
        var gone = applyStatus(both, "operator", "{'status': {'phase': 'x'}}");
        assertThat(gone.path("status"))
                .isEqualTo(json("{'phase': 'x', 'conditions': [{'type': 'Seen', 'status': 'True'}]}"));
    }

    @Test
    void an_item_may_be_named_once_only() {
        assertThatThrownBy(() -> apply(null, "one", "{'metadata': {'finalizers': ['x/f', 'x/f']}}"))
                .isInstanceOf(PatchException.Rejected.class)
                .hasMessage(".metadata.finalizers: duplicate entries for key [=\"x/f\"]");
        assertThatThrownBy(() -> applyStatus(json("{}"), "one", "{'status': {'conditions': [{'status': 'True'}]}}"))
                .isInstanceOf(PatchException.Rejected.class)
                .hasMessageContaining("lacks the keys");
    }

    @Test
    void managed_fields_are_not_applied() {
        assertThatThrownBy(() -> apply(null, "one", "{'metadata': {'managedFields': [{}]}}"))
                .isInstanceOf(PatchException.Rejected.class)
                .hasMessage("metadata.managedFields must be nil");
    }

    @Test
    void kubectl_takes_over_what_it_applied_on_the_clients_side() {
        var text = "{\\\"spec\\\":{\\\"size\\\":1}}";
        var old = ServerSideApply.update(
                Optional.empty(),
                json("{'metadata': {'annotations': {'kubectl.kubernetes.io/last-applied-configuration': '" + text
                        + "'}}, 'spec': {'size': 1, 'colour': 'red'}}"),
                manager("kubectl-client-side-apply", ""),
                WIDGETS,
                MONDAY);

        var now = apply(old, "kubectl", "{'spec': {'size': 2}}");

        assertThat(now.path("spec")).isEqualTo(json("{'size': 2, 'colour': 'red'}"));
        assertThat(now.path("metadata")
                        .path("annotations")
                        .path("kubectl.kubernetes.io/last-applied-configuration")
                        .asString())
                .contains("\"size\":2");
        assertThatThrownBy(() -> apply(old, "kubectl", "{'spec': {'colour': 'blue'}}"))
                .hasMessageContaining(".spec.colour");
        assertThatThrownBy(() -> apply(old, "another", "{'spec': {'size': 2}}")).hasMessageContaining(".spec.size");
    }

    @Test
    void kubectl_does_not_take_over_what_somebody_else_has_changed_since() {
        var text = "{\\\"spec\\\":{\\\"size\\\":1}}";
        var old = ServerSideApply.update(
                Optional.empty(),
                json("{'metadata': {'annotations': {'kubectl.kubernetes.io/last-applied-configuration': '" + text
                        + "'}}, 'spec': {'size': 1}}"),
                manager("kubectl-client-side-apply", ""),
                WIDGETS,
                MONDAY);
        var edited = update(old, old.deepCopy(), "other", "'size': 5");

        assertThatThrownBy(() -> apply(edited, "kubectl", "{'spec': {'size': 2}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"other\" using g/v1: .spec.size");
    }

    @Test
    void who_rewrites_the_managed_fields_is_believed_and_an_empty_entry_forgets_them() {
        var widget = apply(null, "one", "{'spec': {'size': 1}}");
        var renamed = widget.deepCopy();
        ((ObjectNode) renamed.path("metadata").path("managedFields").get(0)).put("manager", "uno");
        var forgotten = widget.deepCopy();
        ((ObjectNode) forgotten.path("metadata")).putArray("managedFields").addObject();

        assertThat(owned(update(widget, renamed), "uno")).isEqualTo(json("{'f:spec': {'f:size': {}}}"));
        assertThat(update(widget, forgotten).path("metadata").has("managedFields"))
                .isFalse();
    }

    @Test
    void a_manager_is_the_parameter_or_the_product_of_the_user_agent() {
        assertThat(FieldManager.name("me", "kubectl/v1.32")).isEqualTo("me");
        assertThat(FieldManager.name("", "kubectl/v1.32 (linux)")).isEqualTo("kubectl");
        assertThat(FieldManager.name("", "")).isEqualTo("unknown");
        assertThatThrownBy(() -> FieldManager.name("m".repeat(129), ""))
                .isInstanceOf(PatchException.Rejected.class)
                .hasMessageContaining("fieldManager");
    }

    // ---- Details ----------------------------------------------------------------------------------------------------

    private static FieldManager manager(String name, String subresource) {
        return new FieldManager(name, "g/v1", subresource);
    }

    private static ObjectNode apply(ObjectNode live, String manager, String applied) {
        return ServerSideApply.apply(
                Optional.ofNullable(live), json(applied), manager(manager, ""), false, WIDGETS, MONDAY);
    }

    private static ObjectNode applyStatus(ObjectNode live, String manager, String applied) {
        return ServerSideApply.apply(
                Optional.of(live), json(applied), manager(manager, "status"), false, WIDGETS, MONDAY);
    }

    private static ObjectNode update(ObjectNode live, ObjectNode next) {
        return ServerSideApply.update(Optional.of(live), next, manager("writer", ""), WIDGETS, TUESDAY);
    }

    private static ObjectNode update(ObjectNode live, ObjectNode next, String manager, String spec) {
        ((ObjectNode) next.path("spec")).setAll(json("{" + spec + "}"));
        return ServerSideApply.update(Optional.of(live), next, manager(manager, ""), WIDGETS, TUESDAY);
    }

    private static JsonNode owned(ObjectNode object, String manager) {
        for (var entry : object.path("metadata").path("managedFields")) {
            if (entry.path("manager").asString().equals(manager)) {
                return entry.path("fieldsV1");
            }
        }
        return value("null");
    }
}
