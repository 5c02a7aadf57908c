package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Call;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SupportLogTest {

    @Test
    void anExceptionIsToldByKindAndPlaceAndNotByItsMessage() {
        var out = new ByteArrayOutputStream();
        var log = new SupportLog(new ServerLog(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC()));

        log.answered(call(new IllegalStateException("secret", new ArithmeticException("secret"))));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        " error: support id 0123: java.lang.IllegalStateException at " + SupportLogTest.class.getName())
                .contains("; caused by java.lang.ArithmeticException at ")
                .doesNotContain("secret")
                .hasLineCount(1);
    }

    private static Call call(Throwable cause) {
        return new Call(
                "provision",
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                500,
                Optional.empty(),
                Optional.empty(),
                Optional.of("0123"),
                Optional.empty(),
                0,
                Optional.of(cause));
    }
}
