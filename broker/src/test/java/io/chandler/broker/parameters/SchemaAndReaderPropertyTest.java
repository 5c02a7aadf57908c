package io.chandler.broker.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

class SchemaAndReaderPropertyTest {

    enum Colour {
        red,
        green
    }

    record Inner(@Minimum(-1) @Maximum(1) short a, Optional<Colour> b) {}

    record Everything(
            Optional<String> a,
            Optional<Integer> b,
            Optional<Long> c,
            Optional<Double> d,
            Optional<BigDecimal> e,
            Optional<BigInteger> f,
            @Default("true") boolean g,
            Optional<Inner> h,
            List<Inner> i,
            Set<@org.jspecify.annotations.NonNull String> j,
            Map<String, Integer> k,
            Optional<JsonNode> l) {}

    /** The schema that platforms are shown accepts exactly what the author's code gets to see. */
    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void theReaderReadsExactlyWhatTheSchemaAccepts(@ForAll("parameters") ObjectNode parameters) {
        var problems =
                ParameterValidator.compile(ParameterSchema.of(Everything.class)).problems(parameters);
        if (problems.isEmpty()) {
            assertThat(ParameterReader.read(parameters, Everything.class)).isNotNull();
        } else {
            assertThatThrownBy(() -> ParameterReader.read(parameters, Everything.class))
                    .isInstanceOf(ParameterException.class)
                    .hasMessage(String.join(" ", problems));
        }
        assertThat(problems).allMatch(problem -> problem.startsWith("parameters") || problem.startsWith("There are "));
    }

    @Provide
    Arbitrary<ObjectNode> parameters() {
        return object(node(3)).map(ObjectNode.class::cast);
    }

    private static Arbitrary<JsonNode> object(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"), values)
                .ofMaxSize(3)
                .map(members -> {
                    var object = Json.object();
                    members.forEach(object::set);
                    return object;
                });
    }

    private static Arbitrary<JsonNode> node(int depth) {
        var numbers = Arbitraries.of(
                "0",
                "1",
                "-1",
                "1.0",
                "1e2",
                "1.5",
                "2147483648",
                "9223372036854775808",
                "1e30",
                "1e400",
                "-0.0",
                "32768",
                "0.1000000000000000055511151231257827");
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                numbers.map(Json.mapper()::readTree),
                Arbitraries.of("red", "blue", "", "\ud83d\ude00").map(JsonNodeFactory.instance::stringNode),
                Arbitraries.of(true, false).map(JsonNodeFactory.instance::booleanNode),
                Arbitraries.just(JsonNodeFactory.instance.nullNode()));
        if (depth == 0) {
            return leaf;
        }
        return Arbitraries.frequencyOf(
                Tuple.of(4, leaf),
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
