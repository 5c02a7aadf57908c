package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Things;
import io.chandler.broker.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Secrets with marks are put in wherever secrets go in; then all that came out is searched for them. */
class SecretsTest {

    private static final String PASSWORD = "MarkOfThePlatformsPassword";
    private static final String WRONG_PASSWORD = "MarkOfAWrongPassword";
    /** A part of step results, outputs and credentials. */
    private static final String SERVICE = "MarkOfTheServicesPassword";

    private static final String PARAMETER = "MarkOfAParameter";
    private static final String BINDING_PARAMETER = "MarkOfABindingsParameter";
    private static final String MALFORMED = "MarkInAMalformedBody";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<Reply> replies = new ArrayList<>();

    @Test
    void noSecretIsInAnyFileLogMetricOrError() throws Exception {
        var site = Site.in(folder, PASSWORD, SERVICE, "log:\n  level: trace\n");
        var metrics = new StringBuilder();
        try (var platform = new Platform(site)) {
            try (var broker = BrokerProcess.start(site)) {
                liveAndFail(platform);
                refuse(site, platform);
                metrics.append(platform.text("/metrics"));
                site.put("gate");
                keep(platform.provision("cut off", "slow-id", secret("steps", 3)));
                keep(platform.bind("one", "cut off", "slow-id", parameters("secret", BINDING_PARAMETER, "steps", 3)));
                await().atMost(LIMIT)
                        .until(() -> site.journal().stream()
                                .anyMatch(line ->
                                        line.step() == 2 && line.subject().equals(Things.name("one", "cut off"))));
                broker.kill();
            }
            assertNoSecret(site, metrics);
            site.remove("gate");
            try (var broker = BrokerProcess.start(site)) {
                assertThat(platform.await("cut off", Optional.empty()).state()).isEqualTo("succeeded");
                assertThat(platform.awaitBinding("one", "cut off", Optional.empty())
                                .state())
                        .isEqualTo("succeeded");
                keep(platform.deprovision("one", "slow-id"));
                assertThat(platform.await("one", Optional.empty()).state()).isEqualTo("succeeded");
                metrics.append(platform.text("/metrics"));
                assertThat(broker.terminate()).isZero();
            }
        }
        assertNoSecret(site, metrics);
        assertThat(metrics).contains("recorder");
    }

    private static ObjectNode secret(Object... more) {
        var parameters = parameters(more);
        return parameters.put("secret", PARAMETER).put("value", PARAMETER + "Value");
    }

    private void liveAndFail(Platform platform) throws Exception {
        keep(platform.provision("one", "slow-id", secret("failures", 2)));
        assertThat(platform.await("one", Optional.empty()).state()).isEqualTo("succeeded");
        keep(platform.bind("one", "app", "slow-id", parameters("secret", BINDING_PARAMETER)));
        assertThat(platform.awaitBinding("one", "app", Optional.empty()).state())
                .isEqualTo("succeeded");
        assertThat(platform.fetchBinding("one", "app").body().toString()).contains(SERVICE);
        keep(platform.update("one", secret("steps", 3, "failures", 1)));
        assertThat(platform.await("one", Optional.empty()).state()).isEqualTo("succeeded");
        keep(platform.provision("two", "synchronous-id", secret("refuse", "Not today.")));
        keep(platform.provision("three", "slow-id", secret("refuse", "Not today.")));
        assertThat(platform.await("three", Optional.empty()).state()).isEqualTo("failed");
        keep(platform.bind("one", "refused", "slow-id", parameters("secret", BINDING_PARAMETER, "refuse", "No.")));
        assertThat(platform.awaitBinding("one", "refused", Optional.empty()).state())
                .isEqualTo("failed");
    }

    private void refuse(Site site, Platform platform) throws Exception {
        var other = secret("different", "1");
        assertThat(keep(platform.provision("one", "slow-id", other)).status()).isEqualTo(409);
        other = parameters("secret", BINDING_PARAMETER + "Other");
        assertThat(keep(platform.bind("one", "app", "slow-id", other)).status()).isEqualTo(409);
        keep(platform.provision("four", "no-such-plan", secret()));
        keep(platform.provision("four", MALFORMED, secret()));
        var wrong = Base64.getEncoder().encodeToString((Site.USER + ":" + WRONG_PASSWORD).getBytes(UTF_8));
        var unauthorized = platform.send("GET", "/v2/catalog", null, Map.of("Authorization", "Basic " + wrong));
        assertThat(keep(unauthorized).status()).isEqualTo(401);
        for (var body : List.of(
                "{\"parameters\":{\"secret\":\"" + MALFORMED + "\"}",
                "{\"service_id\":\"recorder-id\",\"plan_id\":{\"" + MALFORMED + "\":1}}",
                "{\"parameters\":\"" + MALFORMED + "\"}",
                "{\"parameters\":{\"a\":\"" + MALFORMED + "\",\"a\":1}}",
                MALFORMED)) {
            try (var connection = new RawConnection(site)) {
                connection.send(connection.head("PUT", "/v2/service_instances/five?accepts_incomplete=true")
                        + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                assertThat(connection.answer()).contains("HTTP/1.1 400").doesNotContain(MALFORMED);
            }
        }
    }

    private Reply keep(Reply reply) {
        replies.add(reply);
        return reply;
    }

    private void assertNoSecret(Site site, CharSequence metrics) throws IOException {
        var written = new LinkedHashMap<String, String>();
        for (var place : List.of(site.data(), site.logs())) {
            try (var files = Files.walk(place)) {
                for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    if (!file.equals(site.keys())) {
                        written.put(file.toString(), new String(Files.readAllBytes(file), ISO_8859_1));
                    }
                }
            }
        }
        written.put("metrics", metrics.toString());
        replies.stream()
                .filter(reply -> reply.status() >= 400)
                .forEach(reply -> written.put(
                        "error " + reply.status() + written.size(), reply.body().toString()));
        assertThat(written.keySet()).anyMatch(name -> name.endsWith("chandler.db"));
        for (var secret : secrets(site)) {
            written.forEach((name, text) -> assertThat(text.contains(secret))
                    .as("%s holds %s", name, secret)
                    .isFalse());
        }
    }

    /** All that must not be seen, in clear and as Base64 shows it. */
    private static List<String> secrets(Site site) throws IOException {
        var secrets = new ArrayList<String>();
        for (var mark : List.of(PASSWORD, WRONG_PASSWORD, SERVICE, PARAMETER, BINDING_PARAMETER)) {
            secrets.add(mark);
            for (int shift = 0; shift < 3; shift++) {
                var encoded =
                        Base64.getEncoder().withoutPadding().encodeToString((" ".repeat(shift) + mark).getBytes(UTF_8));
                secrets.add(encoded.substring(shift == 0 ? 0 : 4, encoded.length() - 4));
            }
        }
        try (var lines = Files.lines(site.keys())) {
            lines.filter(line -> !line.startsWith("#") && line.contains(":"))
                    .forEach(line ->
                            secrets.add(line.substring(line.indexOf(':') + 1).strip()));
        }
        return secrets;
    }

    @Test
    void credentialsAreNotShownAsText() {
        assertThat(Credentials.of("password", SERVICE)).hasToString("Credentials[not shown]");
    }
}
