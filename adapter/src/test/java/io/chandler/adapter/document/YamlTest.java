package io.chandler.adapter.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "-1",
                "+1",
                "0",
                "010",
                "08",
                "0x1F",
                "0o17",
                "0b11",
                "1_000",
                "1,000",
                "1.5",
                "1.",
                ".5",
                "1e3",
                "1E+3",
                "-.inf",
                ".nan",
                "~",
                "null",
                "Null",
                "NULL",
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "N",
                "True",
                "false",
                "2026-11-21",
                "2026-11-21T10:00:00Z",
                "1:30",
                "12:30:45",
                "190:20:30.15",
                "=",
                "<<",
                "-",
                "---",
                "...",
                "? a",
                ": a",
                ":symbol",
                "- a",
                "# a",
                "a # b",
                "a: b",
                "a:",
                "[a]",
                "{a}",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "|",
                ">",
                "'a'",
                "\"a\"",
                "a ",
                " a",
                "3421.10",
                "1.2.3",
                "0.0.0.0/0",
                "1e400"
            })
    void aTextThatSomeReaderTakesForSomethingElseHasQuotes(String text) {
        var yaml = Yaml.write(Map.of("key", text, "list", List.of(text)));
        assertThat(yaml).contains("key: \"", "- \"");
        assertThat(Yaml.read(yaml)).isEqualTo(Map.of("key", text, "list", List.of(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "redis-server",
                "((odb_secret:password))",
                "((/odb/path/to.sub))",
                "((a)) ((b))",
                "a b",
                "https://x/y",
                "a#b",
                "((x)):6379",
                "/var/vcap/store"
            })
    void aPlainTextHasNoQuotes(String text) {
        assertThat(Yaml.write(Map.of("key", text))).isEqualTo("key: " + text + "\n");
        assertThat(Yaml.read("key: " + text)).isEqualTo(Map.of("key", text));
    }

    @Test
    void aLongReferenceStaysOnOneLine() {
        var text = "((" + "odb_secret:a b ".repeat(10_000) + "))";
        var quoted = "- ((" + "odb_secret:a b ".repeat(10_000) + "))";
        assertThat(Yaml.write(List.of(text, quoted)).lines()).hasSize(2);
        assertThat(Yaml.read(Yaml.write(List.of(text, quoted)))).isEqualTo(List.of(text, quoted));
    }

    @Test
    void severalLinesStaySeveralLines() {
        assertThat(Yaml.write(Map.of("a", "one\n  two\n\nthree\n"))).isEqualTo("a: |\n  one\n    two\n\n  three\n");
        assertThat(Yaml.write(Map.of("a", "one\ntwo"))).isEqualTo("a: |-\n  one\n  two\n");
        assertThat(Yaml.write(Map.of("a", "one\ntwo\n\n"))).isEqualTo("a: |+\n  one\n  two\n\n");
    }

    @Test
    void scalarsAreReadAsTheBrokerReadsThem() {
        assertThat(Yaml.read("""
                        [1, -1, +1, 010, 0o10, 0x1F, 0b101, 1_000, 2147483648, 18446744073709551615, 36893488147419103232,
                         1.50, 1e3, .5, 08, yes, Off, n, ~, null, "1", 'yes', 1:30, 2026-11-21, !!str 5, !!int "5", 0x, 1__0, 1e999,
                         .5_, .5_0, -_1, 0x1.8p1, 0_7, 1_., -9223372036854775808]"""))
                .isEqualTo(Arrays.asList(
                        1,
                        -1,
                        1,
                        8,
                        8,
                        31,
                        5,
                        1000,
                        2147483648L,
                        new BigInteger("18446744073709551615"),
                        new BigInteger("36893488147419103232"),
                        1.5,
                        1000.0,
                        0.5,
                        8.0,
                        true,
                        false,
                        false,
                        null,
                        null,
                        "1",
                        "yes",
                        "1:30",
                        "2026-11-21",
                        "5",
                        5,
                        "0x",
                        10,
                        "1e999",
                        ".5_",
                        0.5,
                        -1,
                        "0x1.8p1",
                        7,
                        1.0,
                        Long.MIN_VALUE));
    }

    @Test
    void aMapWithoutAnOrderIsWrittenInThatOfItsKeys() {
        assertThat(Yaml.write(Map.of("c", 1, "a", 2, "d", Map.of("f", 1, "e", 2), "b", 3)))
                .isEqualTo("a: 2\nb: 3\nc: 1\nd:\n  e: 2\n  f: 1\n");
    }

    @Test
    void theLastOfEqualKeysCounts() {
        assertThat(Yaml.read("{a: 1, b: 2, a: 3}")).isEqualTo(Map.of("a", 3, "b", 2));
    }

    @Test
    void numbersAreNumbersToTheDirector() {
        assertThat(Yaml.write(List.of(1e21, 1e-7, 2.0, new BigDecimal("1E+30"))))
                .isEqualTo("- 1.0e+21\n- 1.0e-7\n- 2.0\n- 1.0e+30\n");
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadTheSame(@ForAll("values") Object value) {
        assertThat(Yaml.read(Yaml.write(value))).isEqualTo(value);
    }

    @Property(tries = 200)
    void whatIsReadAndWrittenIsTheSameText(@ForAll("maps") Map<String, Object> map) {
        var yaml = Yaml.write(map);
        assertThat(Yaml.parse(yaml).write()).isEqualTo(yaml);
    }

    @Provide
    Arbitrary<Map<String, Object>> maps() {
        return texts().flatMap(key -> values().map(value -> {
            var map = new LinkedHashMap<String, Object>();
            map.put(key, value);
            return map;
        }));
    }

    @Provide
    Arbitrary<Object> values() {
        return values(3);
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                texts().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.longs().between(1L << 40, 1L << 50).asGeneric(),
                Arbitraries.doubles().between(-1e9, 1e9).filter(d -> d != 0).asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.just(null));
        if (depth == 0) {
            return scalars;
        }
        return Arbitraries.frequencyOf(
                Tuple.of(3, scalars),
                Tuple.of(1, values(depth - 1).list().ofMaxSize(4).map(list -> (Object) new ArrayList<>(list))),
                Tuple.of(
                        1,
                        Arbitraries.maps(texts(), values(depth - 1))
                                .ofMaxSize(4)
                                .map(map -> (Object) new LinkedHashMap<>(map))));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("ab:#-?'\"\\{}[],&*!|>%@` \n\t\r01.~()_\u0085\u00a0\u2028\ufeffé\u0007")
                        .ofMaxLength(12),
                Arbitraries.strings().all().ofMaxLength(8).filter(YamlTest::isText),
                Arbitraries.of("yes", "1:30", "0x1F", "((odb_secret:x))", "\ud83d\ude00", "a\nb\n", "x".repeat(1200)));
    }

    /** No half of a pair of surrogates, which no encoding has. */
    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }
}
