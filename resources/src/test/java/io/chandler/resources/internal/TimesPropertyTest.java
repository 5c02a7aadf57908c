package io.chandler.resources.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimesPropertyTest {

    @Property
    void everyTimeIsReadAsItWasWritten(
            @ForAll @LongRange(min = -62_167_219_200L, max = 253_402_300_799L) long second,
            @ForAll @IntRange(max = 999_999_999) int nanos,
            @ForAll @IntRange(max = 9) int digits) {
        int unit = (int) Math.pow(10, 9 - digits);
        var time = Instant.ofEpochSecond(second, nanos / unit * (long) unit);
        assertThat(read(time.toString())).isEqualTo(time);
    }

    @Property
    void whatIsReadIsWhatTheStandardReaderReads(@ForAll("nearlyTimes") String text) {
        var read = read(text);
        if (read != null) {
            assertThat(read).isEqualTo(standard(text));
        }
    }

    /** Times in which a character or two are others, or missing. */
    @Provide
    Arbitrary<String> nearlyTimes() {
        var times =
                Arbitraries.of("2026-02-28T23:59:59Z", "2024-12-31T00:00:00.123Z", "1999-10-09T08:07:06.000000001Z");
        var others = Arbitraries.of("", "0", "3", "6", "9", "-", "+", ":", ".", "T", "Z", "z", " ", "\u0660");
        return Combinators.combine(
                        times,
                        Arbitraries.integers().between(0, 29),
                        others,
                        Arbitraries.integers().between(0, 29),
                        others)
                .as((time, one, instead, other, insteadOfOther) ->
                        with(with(time, one, instead), other, insteadOfOther));
    }

    private static String with(String text, int at, String instead) {
        return at >= text.length() ? text : text.substring(0, at) + instead + text.substring(at + 1);
    }

    private static Instant read(String text) {
        return Times.read(("\"" + text + "\"").toCharArray(), 1, text.length());
    }

    private static Instant standard(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
