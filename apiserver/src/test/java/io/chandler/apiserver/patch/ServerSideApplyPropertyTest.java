package io.chandler.apiserver.patch;

import static io.chandler.apiserver.patch.PatchFixtures.WIDGETS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ServerSideApplyPropertyTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    /** Somebody applies, or writes, a widget. */
    record Write(String manager, boolean apply, ObjectNode widget) {}

    @Provide
    Arbitrary<ObjectNode> widgets() {
        return PatchFixtures.widgets();
    }

    @Provide
    Arbitrary<List<Write>> writes() {
        var managers = Arbitraries.of("one", "two", "three");
        return Combinators.combine(managers, Arbitraries.of(true, true, false), widgets())
                .as(Write::new)
                .list()
                .ofMaxSize(6);
    }

    private static Optional<ObjectNode> after(List<Write> writes) {
        Optional<ObjectNode> live = Optional.empty();
        for (var write : writes) {
            var manager = new FieldManager(write.manager, "g/v1", "");
            if (write.apply) {
                live = Optional.of(ServerSideApply.apply(live, write.widget, manager, true, WIDGETS, NOW));
            } else if (live.isPresent()) {
                var next = write.widget.deepCopy();
                live = Optional.of(ServerSideApply.update(live, next, manager, WIDGETS, NOW));
            }
        }
        return live;
    }

    private static ObjectNode content(ObjectNode object) {
        var rest = object.deepCopy();
        if (rest.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return rest;
    }

    /** After any history a forced apply holds what was applied, and applying it again changes nothing. */
    @Property(tries = 300)
    void what_is_applied_holds_and_is_stable(
            @ForAll("writes") List<Write> writes, @ForAll("widgets") ObjectNode wanted) {
        var manager = new FieldManager("me", "g/v1", "");

        var once = ServerSideApply.apply(after(writes), wanted, manager, true, WIDGETS, NOW);

        assertThat(Fields.compare(wanted, once, WIDGETS).removed()).isEqualTo(FieldSet.EMPTY);
        assertThat(Fields.compare(wanted, once, WIDGETS).modified()).isEqualTo(FieldSet.EMPTY);
        assertThat(ServerSideApply.apply(Optional.of(once), wanted, manager, false, WIDGETS, NOW.plusSeconds(60)))
                .isSameAs(once);
    }

    /** Who applies and then applies nothing leaves no trace of what he alone applied. */
    @Property(tries = 300)
    void applying_nothing_takes_back_what_was_added(
            @ForAll("widgets") ObjectNode first, @ForAll("widgets") ObjectNode second) {
        var base = ServerSideApply.apply(
                Optional.empty(), first, new FieldManager("base", "g/v1", ""), true, WIDGETS, NOW);
        var manager = new FieldManager("me", "g/v1", "");
        var both = ServerSideApply.apply(Optional.of(base), agreeing(second, first), manager, false, WIDGETS, NOW);

        var back = ServerSideApply.apply(
                Optional.of(both), JsonNodeFactory.instance.objectNode(), manager, false, WIDGETS, NOW);

        assertThat(content(back)).isEqualTo(content(base));
    }

    /** Nobody owns a field that is not there, and the notation survives being written and read. */
    @Property(tries = 300)
    void owned_fields_exist_and_are_read_as_written(@ForAll("writes") List<Write> writes) {
        var live = after(writes);
        if (live.isEmpty()) {
            return;
        }
        var list = live.get().path("metadata").get("managedFields");
        var managed = ManagedFields.read(list).orElseThrow();
        var there = Fields.compare(JsonNodeFactory.instance.objectNode(), content(live.get()), WIDGETS)
                .added();

        assertThat(managed.all().difference(there)).isEqualTo(FieldSet.EMPTY);
        assertThat(managed.toJson()).isEqualTo(list == null ? JsonNodeFactory.instance.arrayNode() : list);
    }

    /** Sets of fields keep the laws of sets. */
    @Property(tries = 300)
    void sets_are_sets(@ForAll("widgets") ObjectNode one, @ForAll("widgets") ObjectNode other) {
        var a = Fields.of(one, WIDGETS);
        var b = Fields.of(other, WIDGETS);

        assertThat(a.union(b)).isEqualTo(b.union(a));
        assertThat(a.difference(b).union(a.intersection(b))).isEqualTo(a);
        assertThat(a.difference(b).intersection(b)).isEqualTo(FieldSet.EMPTY);
        assertThat(FieldSet.ofFieldsV1(a.toFieldsV1())).isEqualTo(a);
    }

    /** The widget with the values that another has where both have one, so that they do not conflict. */
    private static ObjectNode agreeing(ObjectNode widget, ObjectNode other) {
        var result = widget.deepCopy();
        for (var member : other.properties()) {
            var own = result.get(member.getKey());
            if (own instanceof ObjectNode inner && member.getValue() instanceof ObjectNode theirs) {
                result.set(member.getKey(), agreeing(inner, theirs));
            } else if (own != null && !member.getKey().equals("finalizers")) {
                result.set(member.getKey(), member.getValue().deepCopy());
            }
        }
        return result;
    }
}
