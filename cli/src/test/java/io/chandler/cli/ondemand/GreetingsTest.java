package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.testkit.Request;
import io.chandler.testkit.uaa.UaaSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a broker asks the director who it is when it starts: directors that are scripts of requests count it. */
class GreetingsTest {

    private static final String CONFIGURATION = "enable_telemetry: false";

    @TempDir
    Path folder;

    private final UaaSimulator uaa =
            UaaSimulator.start(settings -> settings.client("bosh-client", "bosh-secret", "bosh.admin"));

    @AfterEach
    void stop() {
        uaa.close();
    }

    private Installation withPassword(String compatibility) throws IOException {
        var house = new Installation(folder);
        house.compatibility = compatibility;
        return house;
    }

    private Installation withTokens(String compatibility, String secret) throws IOException {
        var house = new Installation(folder, settings -> settings.uaa(uaa));
        house.compatibility = compatibility;
        house.authentication = "uaa: {client_credentials: {client_id: bosh-client, client_secret: " + secret + "}}";
        return house;
    }

    private static List<String> asked(Installation house) {
        return house.director.requests().stream().map(Request::toString).toList();
    }

    private static String[] greetings(int count) {
        return Collections.nCopies(count, "GET /info").toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specification", "original"})
    void thereAreThreeWhateverTheAuthentication(String compatibility) throws IOException {
        try (var house = withPassword(compatibility);
                var _ = house.start(CONFIGURATION)) {
            assertThat(asked(house)).containsExactly(greetings(3));
        }
        try (var house = withTokens(compatibility, "bosh-secret");
                var _ = house.start(CONFIGURATION)) {
            assertThat(asked(house)).containsExactly(greetings(3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"specification", "original"})
    void thereIsOneWhereItIsRefused(String compatibility) throws IOException {
        try (var house = withPassword(compatibility)) {
            house.director.faults().all("GET /info").answer(500, "down");
            assertThatThrownBy(() -> house.start(CONFIGURATION))
                    .hasMessageStartingWith("error creating bosh client: error fetching BOSH director information: ");
            assertThat(asked(house)).containsExactly(greetings(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"specification", "original"})
    void thereIsOneWhereTheTokenIsRefused(String compatibility) throws IOException {
        try (var house = withTokens(compatibility, "wrong")) {
            assertThatThrownBy(() -> house.start(CONFIGURATION))
                    .hasMessageStartingWith("error starting broker: ")
                    .hasMessageNotContaining("wrong");
            assertThat(asked(house)).containsExactly(greetings(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"specification", "original"})
    void theLastIsRepeatedWithAnotherToken(String compatibility) throws IOException {
        try (var house = withTokens(compatibility, "bosh-secret")) {
            refuseThird(house);
            try (var _ = house.start(CONFIGURATION)) {
                assertThat(asked(house)).containsExactly(greetings(4));
            }
        }
    }

    @Test
    void theLastIsRepeatedWithTheSamePasswordByTheOriginal() throws IOException {
        try (var house = withPassword("original")) {
            refuseThird(house);
            try (var _ = house.start(CONFIGURATION)) {
                assertThat(asked(house)).containsExactly(greetings(4));
            }
        }
    }

    private static void refuseThird(Installation house) {
        house.director.faults().next(2, "GET /info").delay(Duration.ZERO);
        house.director.faults().next(1, "GET /info").answer(401, "Not authorized");
    }
}
