package io.chandler.server.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Lines for people and for programs. */
class LineFormatTest {

    private static final LineFormat PLAIN = new LineFormat(false, Optional::empty);
    private static final LineFormat JSON = new LineFormat(true, () -> Optional.of("r-1"));

    private static LogRecord entry(Level level, String message, Object... parameters) {
        var entry = new LogRecord(level, message);
        entry.setLoggerName("io.chandler.test");
        entry.setInstant(Instant.parse("2026-02-03T04:05:06.007Z"));
        entry.setParameters(parameters);
        return entry;
    }

    @Test
    void aPlainLineHasTimeLevelLoggerMessageAndFields() {
        var fields = new Fields()
                .add("status", 201)
                .add("user", "cf")
                .add("text", "two words")
                .add("no", Optional.empty());

        assertThat(PLAIN.format(entry(Level.INFO, "provision", fields)))
                .isEqualTo("2026-02-03T04:05:06.007Z info    io.chandler.test: provision status=201 user=cf"
                        + " text=\"two words\"\n");
    }

    @Test
    void aJsonLineHasTheFieldsAndTheRequestAsMembers() {
        var line = JSON.format(entry(Level.SEVERE, "provision", new Fields().add("status", 500)));

        assertThat(line)
                .isEqualTo("{\"time\":\"2026-02-03T04:05:06.007Z\",\"level\":\"error\",\"logger\":\"io.chandler.test\","
                        + "\"message\":\"provision\",\"status\":500,\"request\":\"r-1\"}\n");
    }

    @Test
    void aCauseIsShownWithThePlaceThatItComesFromAndNotAsAStack() {
        var cause = new IllegalStateException("on\nfire", new IOException("no water"));
        var fields = new Fields().cause(Optional.of(cause));
        var place = " \\(at " + LineFormatTest.class.getName().replace(".", "\\.") + "\\.\\w+, line \\d+\\)";
        var chain = "java.lang.IllegalStateException: on\\\\nfire" + place + ", caused by java.io.IOException: no water"
                + place;
        assertThat(PLAIN.format(entry(Level.SEVERE, "failed", fields))).containsPattern(" cause=\"" + chain + "\"\n$");
        assertThat(JSON.format(entry(Level.SEVERE, "failed", fields))).containsPattern("\"cause\":\"" + chain + "\"");
    }

    @Test
    void parametersOfOtherLibrariesAreFilledIn() {
        assertThat(PLAIN.format(entry(Level.FINE, "took {0} of {1}", 2, "three")))
                .endsWith("debug   io.chandler.test: took 2 of three\n");
        assertThat(PLAIN.format(entry(Level.INFO, "took {0", 2))).endsWith("took {0\n");
    }

    @Property(tries = 500)
    void whateverIsLoggedAPlainLineIsOneLineAndAJsonLineIsAnObject(@ForAll String message, @ForAll String value) {
        var fields = new Fields().add("value", value);

        assertThat(PLAIN.format(entry(Level.INFO, message, fields)).lines()).hasSize(1);
        var read = Json.mapper().readTree(JSON.format(entry(Level.INFO, message, fields)));
        assertThat(read.path("message").stringValue()).isEqualTo(message);
        assertThat(read.path("value").stringValue()).isEqualTo(value);
    }
}
