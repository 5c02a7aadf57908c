package io.chandler.adapter.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``         | unexpected end of JSON input
                    {          | unexpected end of JSON input
                    "a         | unexpected end of JSON input
                    tru        | unexpected end of JSON input
                    -          | unexpected end of JSON input
                    invalid    | invalid character 'i' looking for beginning of value
                    {,}        | invalid character ',' looking for beginning of object key string
                    {"a" 1}    | invalid character '1' after object key
                    {"a":1 2}  | invalid character '2' after object key:value pair
                    [1 2]      | invalid character '2' after array element
                    [1,]       | invalid character ']' looking for beginning of value
                    {} {       | invalid character '{' after top-level value
                    01         | invalid character '1' after top-level value
                    1.x        | invalid character 'x' after decimal point in numeric literal
                    1ex        | invalid character 'x' in exponent of numeric literal
                    -x         | invalid character 'x' in numeric literal
                    trux       | invalid character 'x' in literal true (expecting 'e')
                    "\\x"      | invalid character 'x' in string escape code
                    "\\u12x4"  | invalid character 'x' in \\u hexadecimal character escape
                    '          | invalid character '\\'' looking for beginning of value
                    """)
    void whatIsWrongIsToldInTheWordsOfGo(String text, String message) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(DocumentException.class)
                .hasMessage(message);
    }

    @Test
    void numbersLoseNothing() {
        assertThat(Json.read(
                        "[1,-2147483649,123456789012345678901234567890,1.5,0.1,1e2,1.00000000000000000001,1e400,-0]"))
                .isEqualTo(Arrays.asList(
                        1,
                        -2147483649L,
                        new BigInteger("123456789012345678901234567890"),
                        1.5,
                        0.1,
                        100.0,
                        new BigDecimal("1.00000000000000000001"),
                        new BigDecimal("1E+400"),
                        0));
    }

    @Test
    void numbersAreWrittenAsGoWritesThem() {
        assertThat(Json.write(List.of(1.0, 0.25, 1e20, 1e21, 1.5e-7, 1e-6, 123456789.125, 1.2345e25, -0.0)))
                .isEqualTo("[1,0.25,100000000000000000000,1e+21,1.5e-7,0.000001,123456789.125,1.2345e+25,-0]");
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(DocumentException.class);
    }

    @Test
    void keysAreSortedByTheBytesOfUtf8() {
        assertThat(Json.write(Json.sorted(
                        Map.of("b", 1, "a", List.of(Map.of("z", 1, "y", 2)), "\ue000", 3, "\ud83d\ude00", 4))))
                .isEqualTo("{\"a\":[{\"y\":2,\"z\":1}],\"b\":1,\"\ue000\":3,\"\ud83d\ude00\":4}");
    }

    @Test
    void theDepthIsLimited() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).hasMessage("exceeded max depth");
        assertThatThrownBy(() -> Json.readObject("[]")).hasMessage("must be a JSON object");
        assertThat(Json.readObject("null")).isEmpty();
    }

    @Property
    void textsAreReadAsTheyWereWritten(@ForAll String text) {
        var written = Json.write(text);
        assertThat(written).doesNotContain("<", ">", "&", "\u2028");
        var whole = text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
        if (whole) {
            assertThat(Json.read(written)).isEqualTo(text);
        } else {
            assertThat(Json.read(written)).asString().contains("\ufffd");
        }
    }

    @Property
    void noTextBreaksTheReader(@ForAll String text) {
        try {
            Json.read("{\"a\":[" + text);
        } catch (DocumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
