package io.chandler.osb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Equality of requests by their meaning (row P-19). */
class JsonValuesTest {

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1,'b':2}|{'b':2,'a':1}|true",
                "{'a':{'x':[1,2.50]}}|{'a':{'x':[1e0,2.5]}}|true",
                "[1,2]|[2,1]|false",
                "1|1.0|true",
                "1|1e0|true",
                "10|1e1|true",
                "0|-0.0|true",
                "0|0e999999999|true",
                "1e999999999|10e999999998|true",
                "1e999999999|1|false",
                "1e-999999999|0|false",
                "1e999999999|-1e999999999|false",
                "9007199254740993|9007199254740992|false",
                "9007199254740993|9007199254740992.0|false",
                "0.1|0.1000000000000000055511151231257827|false",
                "12345678901234567890|12345678901234567890.00|true",
                "1|'1'|false",
                "1|true|false",
                "null|0|false",
                "null|null|true",
                "''|null|false",
                "{}|[]|false",
                "{'a':null}|{}|false",
                "{'a':null}|{'b':null}|false",
                "{'a':1}|{'a':1,'b':1}|false",
                "'\u00e4'|'\\u00e4'|true"
            })
    void meaningDecides(String first, String second, boolean same) {
        assertThat(JsonValues.same(json(first), json(second))).isEqualTo(same);
        assertThat(JsonValues.same(json(second), json(first))).isEqualTo(same);
    }

    @Test
    void absentNullAndEmptyParametersAreTheSame() {
        JsonNode[] nothing = {null, json("null"), json("{}"), JsonNodeFactory.instance.missingNode()};
        for (var first : nothing) {
            for (var second : nothing) {
                assertThat(JsonValues.sameParameters(first, second)).isTrue();
            }
            assertThat(JsonValues.sameParameters(first, json("{'a':null}"))).isFalse();
            assertThat(JsonValues.sameParameters(json("{'a':1}"), first)).isFalse();
        }
        assertThat(JsonValues.sameParameters(json("{'a':1}"), json("{'a':1.0}")))
                .isTrue();
    }

    @Test
    void numbersThatJavaMadeAreComparedByValueToo() {
        var nodes = JsonNodeFactory.instance;
        assertThat(JsonValues.same(nodes.numberNode(1.5d), nodes.numberNode(new BigDecimal("1.50"))))
                .isTrue();
        assertThat(JsonValues.same(nodes.numberNode(1f), nodes.numberNode((short) 1)))
                .isTrue();
        assertThat(JsonValues.same(nodes.numberNode(Double.NaN), nodes.numberNode(Double.NaN)))
                .isTrue();
        assertThat(JsonValues.same(nodes.numberNode(Double.NaN), nodes.numberNode(1)))
                .isFalse();
        assertThat(JsonValues.same(nodes.numberNode(BigInteger.TEN), nodes.numberNode(10L)))
                .isTrue();
    }

    @Property(tries = 2_000)
    void equalityIsAnEquivalence(
            @ForAll @From("values") JsonNode a,
            @ForAll @From("values") JsonNode b,
            @ForAll @From("values") JsonNode c) {
        assertThat(JsonValues.same(a, a.deepCopy())).isTrue();
        assertThat(JsonValues.same(a, b)).isEqualTo(JsonValues.same(b, a));
        if (JsonValues.same(a, b) && JsonValues.same(b, c)) {
            assertThat(JsonValues.same(a, c)).isTrue();
        }
        assertThat(JsonValues.sameParameters(a, b)).isEqualTo(JsonValues.sameParameters(b, a));
    }

    @Property(tries = 1_000)
    void writingAndReadingChangesNothing(@ForAll @From("values") JsonNode value) {
        var read = Json.mapper().readTree(Json.mapper().writeValueAsBytes(value));
        assertThat(JsonValues.same(value, read)).isTrue();
    }

    @Provide
    Arbitrary<JsonNode> values() {
        var leaves = Arbitraries.of(
                        "1",
                        "1.0",
                        "1e0",
                        "10e-1",
                        "2",
                        "0",
                        "-0.0",
                        "1e999999999",
                        "null",
                        "true",
                        "'a'",
                        "''",
                        "{}",
                        "[]")
                .map(JsonValuesTest::json);
        return Arbitraries.lazyOf(
                () -> leaves,
                () -> leaves,
                () -> values().list().ofMaxSize(2).map(list -> {
                    var array = JsonNodeFactory.instance.arrayNode();
                    list.forEach(array::add);
                    return array;
                }),
                () -> Arbitraries.maps(Arbitraries.of("a", "b"), values()).map(map -> {
                    var object = Json.object();
                    map.forEach(object::set);
                    return object;
                }));
    }
}
