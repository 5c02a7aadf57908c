package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.cli.internal.Commands;
import io.chandler.cli.internal.Environment;
import io.chandler.osb.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Types commands as a user does, in his own folder, against a real broker. */
abstract class CommandLineTest {

    /** What a command wrote. */
    record Typed(int exitCode, String out, String err) {
        JsonNode json() {
            return Json.mapper().readTree(out);
        }
    }

    @TempDir
    Path home;

    final Map<String, String> variables = new HashMap<>();
    final SteppingClock clock = new SteppingClock();
    TestBroker broker;
    boolean terminal;

    /** A clock that goes on when somebody waits. */
    static final class SteppingClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-31T10:00:00Z");

        void await(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void startBroker() throws IOException {
        broker = new TestBroker();
        variables.put("CHANDLER_TARGET", broker.url());
        variables.put("CHANDLER_USER", "platform");
        variables.put("CHANDLER_PASSWORD", "s3cret");
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    Typed type(String... arguments) {
        return typeWithInput("", arguments);
    }

    Typed typeWithInput(String input, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Commands.run(
                new Environment(
                        variables,
                        home,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        () -> terminal,
                        _ -> terminal ? Optional.of("s3cret") : Optional.empty(),
                        "ann",
                        clock,
                        clock::await),
                arguments);
        return new Typed(exitCode, out.toString(), err.toString());
    }

    Typed ok(String... arguments) {
        var typed = type(arguments);
        assertThat(typed.exitCode()).as(typed.toString()).isZero();
        return typed;
    }

    Typed fails(int exitCode, String... arguments) {
        var typed = type(arguments);
        assertThat(typed.exitCode()).as(typed.toString()).isEqualTo(exitCode);
        assertThat(typed.err()).doesNotContain("Exception");
        return typed;
    }

    /** All that the command has left in the user's folder. */
    String files() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
