package io.chandler.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CatalogPropertyTest {

    private static final List<String> NAMES = List.of(
            "services",
            "id",
            "name",
            "description",
            "tags",
            "requires",
            "bindable",
            "plan_updateable",
            "metadata",
            "dashboard_client",
            "plans",
            "free",
            "schemas",
            "service_instance",
            "create",
            "parameters",
            "$schema",
            "$ref",
            "allOf",
            "pattern",
            "maximum_polling_duration",
            "maintenance_info",
            "version",
            "chandler",
            "execution",
            "poll_interval",
            "hidden",
            "x-more",
            "naem");

    /** A catalog either is good or is told what is wrong with it; nothing else ever happens. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyTextIsTakenOrRefused(@ForAll String text) {
        assertTakenOrRefused(text);
    }

    @Property(tries = 700, edgeCases = EdgeCasesMode.NONE)
    void everyTreeIsTakenOrRefused(@ForAll("catalogs") ObjectNode catalog) {
        assertTakenOrRefused(catalog.toString());
    }

    private static void assertTakenOrRefused(String text) {
        try {
            assertThat(CatalogFile.parse(text, "catalog.yml").publishedCatalog().offerings())
                    .isNotEmpty();
        } catch (CatalogException e) {
            assertThat(e.mistakes()).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    @Provide
    Arbitrary<ObjectNode> catalogs() {
        return offering().list().ofMaxSize(3).map(offerings -> {
            var root = Json.object();
            root.putArray("services").addAll(offerings);
            return root;
        });
    }

    private static Arbitrary<JsonNode> offering() {
        var plans = object(node(2)).list().ofMaxSize(3).map(list -> {
            JsonNode array = JsonNodeFactory.instance.arrayNode().addAll(list);
            return array;
        });
        return object(node(2))
                .flatMap(offering -> plans.map(array -> {
                    ((ObjectNode) offering).set("plans", array);
                    return offering;
                }));
    }

    private static Arbitrary<JsonNode> object(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.of(NAMES), values).ofMaxSize(8).map(members -> {
            var object = Json.object();
            members.forEach(object::set);
            return object;
        });
    }

    private static Arbitrary<JsonNode> node(int depth) {
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                Arbitraries.of("", "#", "1.0.0", "10s", "async", "http://json-schema.org/draft-04/schema#", "(a")
                        .map(JsonNodeFactory.instance::stringNode),
                Arbitraries.of(true, false).map(JsonNodeFactory.instance::booleanNode),
                Arbitraries.integers().map(JsonNodeFactory.instance::numberNode),
                Arbitraries.just(JsonNodeFactory.instance.nullNode()));
        if (depth == 0) {
            return leaf;
        }
        return Arbitraries.frequencyOf(
                Tuple.of(3, leaf),
                Tuple.of(2, object(Arbitraries.lazy(() -> node(depth - 1)))),
                Tuple.of(
                        1,
                        Arbitraries.lazy(() -> node(depth - 1))
                                .list()
                                .ofMaxSize(2)
                                .map(list ->
                                        JsonNodeFactory.instance.arrayNode().addAll(list))));
    }
}
