package io.chandler.osb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.client.BindingRequest.Bind;
import io.chandler.osb.client.BindingRequest.FetchBinding;
import io.chandler.osb.client.BindingRequest.Unbind;
import io.chandler.osb.client.InstanceRequest.Deprovision;
import io.chandler.osb.client.InstanceRequest.FetchInstance;
import io.chandler.osb.client.InstanceRequest.Provision;
import io.chandler.osb.client.InstanceRequest.Update;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** How the client reads what a real server answers, or does not answer. */
class BrokerAnswersTest {

    private static final String CATALOG = """
            {"services":[{"id":"s","name":"db","description":"d","bindable":true,
              "plans":[{"id":"p","name":"small","description":"d"}]}]}""";

    private final TestTime time = new TestTime();
    private ScriptedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new ScriptedBroker();
        client = BrokerClient.builder(URI.create(broker.uri() + "/cf-eu/"))
                .basic("bröker", "p:ä")
                .clock(time)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.mapper().readTree(text);
    }

    @Test
    void theCatalogIsAskedForConditionally() throws Exception {
        broker.answer(200, CATALOG, Map.of("ETag", "\"1\"", "Last-Modified", "Sat, 31 Jan 2026 10:00:00 GMT"))
                .answer(304, "")
                .answer(200, CATALOG.replace("small", "large"));
        var first = value(client.catalog());
        assertThat(first.catalog().offerings().getFirst().plans().getFirst().name())
                .isEqualTo("small");
        assertThat(broker.request().headers()).doesNotContainKeys("If-None-Match", "If-Modified-Since");
        assertThat(value(client.catalog(first))).isSameAs(first);
        assertThat(broker.request().header("If-None-Match")).isEqualTo("\"1\"");
        assertThat(broker.request().header("If-Modified-Since")).isEqualTo("Sat, 31 Jan 2026 10:00:00 GMT");
        assertThat(value(client.catalog(first))
                        .catalog()
                        .offerings()
                        .getFirst()
                        .plans()
                        .getFirst()
                        .name())
                .isEqualTo("large");
    }

    @Test
    void aCatalogThatIsNoneIsMalformed() throws Exception {
        broker.answer(200, "{\"services\":[{\"id\":1}]}");
        assertThat(client.catalog())
                .isInstanceOfSatisfying(
                        Outcome.Malformed.class,
                        malformed ->
                                assertThat(malformed.problem()).startsWith("The broker's catalog cannot be used: "));
    }

    private static <T> T value(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Done<T> done) {
            return done.value();
        }
        throw new AssertionError(outcome);
    }

    @Test
    void aNewInstanceTellsItsDashboardAndMetadata() throws Exception {
        broker.answer(201, "{\"dashboard_url\":\"https://d\",\"metadata\":{\"labels\":{\"a\":\"b\"}},\"new\":1}");
        var facts = value(client.provision(Provision.of("i", "s", "p")));
        assertThat(facts.dashboardUrl()).contains("https://d");
        assertThat(facts.labels()).contains(json("{\"a\":\"b\"}"));
        assertThat(facts.attributes()).isEmpty();
    }

    @Test
    void anAcceptedRequestTellsItsOperation() throws Exception {
        broker.answer(202, "{\"operation\":\"op\",\"dashboard_url\":\"https://d\"}");
        var accepted = accepted(client.provision(Provision.of("i", "s", "p").acceptsIncomplete(true)));
        assertThat(accepted.operation()).contains("op");
        assertThat(accepted.facts().dashboardUrl()).contains("https://d");
    }

    private static <T> Outcome.InProgress<T> accepted(Outcome<T> outcome) {
        if (outcome instanceof Outcome.InProgress<T> accepted) {
            return accepted;
        }
        throw new AssertionError(outcome);
    }

    @Test
    void anAsynchronousAnswerThatWasNotAcceptedIsMalformed() throws Exception {
        broker.answer(202, "{}");
        assertThat(client.bind(Bind.of("i", "b", "s", "p")))
                .isEqualTo(new Outcome.Malformed<>(
                        202,
                        "The broker answered with status 202 although the request did not accept an asynchronous"
                                + " answer."));
    }

    static Stream<String> brokenBodies() {
        return Stream.of("", "[]", "\"x\"", "{", "{} {}", "null", "<html/>", "{\"a\":1,\"a\":2}");
    }

    @ParameterizedTest
    @MethodSource("brokenBodies")
    void aSuccessWithoutAnObjectIsMalformed(String body) throws Exception {
        broker.answer(200, body);
        assertThat(client.deprovision(Deprovision.of("i", "s", "p")))
                .isInstanceOfSatisfying(
                        Outcome.Malformed.class,
                        malformed -> assertThat(malformed.problem()).contains("must be a JSON object"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dashboard_url\":1}|dashboard_url must be a string",
                "{\"metadata\":[]}|metadata must be an object",
                "{\"metadata\":{\"labels\":1}}|metadata.labels must be an object"
            })
    void anInstanceOfWrongTypesIsMalformed(String body, String problem) throws Exception {
        broker.answer(201, body);
        assertThat(client.provision(Provision.of("i", "s", "p")))
                .isEqualTo(new Outcome.Malformed<>(201, "In the broker's answer " + problem + "."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"credentials\":\"x\"}|credentials must be an object",
                "{\"syslog_drain_url\":1}|syslog_drain_url must be a string",
                "{\"endpoints\":{}}|endpoints must be an array",
                "{\"endpoints\":[{\"host\":\"h\",\"ports\":[80]}]}|endpoints[0].ports must be an array of strings",
                "{\"volume_mounts\":[{\"driver\":\"d\"}]}|volume_mounts[0].device must be an object",
                "{\"metadata\":{\"expires_at\":\"soon\"}}"
                        + "|metadata.expires_at must be a time such as 2026-01-31T23:59:59.0Z"
            })
    void aBindingOfWrongTypesIsMalformed(String body, String problem) throws Exception {
        broker.answer(201, body);
        assertThat(client.bind(Bind.of("i", "b", "s", "p")))
                .isEqualTo(new Outcome.Malformed<>(201, "In the broker's answer " + problem + "."));
    }

    @Test
    void anOperationThatIsTooLongIsMalformed() throws Exception {
        broker.answer(202, "{\"operation\":\"" + "x".repeat(10_000) + "\"}")
                .answer(202, "{\"operation\":\"" + "x".repeat(10_001) + "\"}")
                .answer(202, "{\"operation\":7}");
        var request = Deprovision.of("i", "s", "p").acceptsIncomplete(true);
        assertThat(client.deprovision(request)).isInstanceOf(Outcome.InProgress.class);
        assertThat(client.deprovision(request)).isInstanceOf(Outcome.Malformed.class);
        assertThat(client.deprovision(request)).isInstanceOf(Outcome.Malformed.class);
    }

    @Test
    void nullMembersAreAsGoodAsAbsent() throws Exception {
        broker.answer(202, "{\"operation\":null,\"dashboard_url\":null,\"metadata\":null}");
        var accepted = accepted(client.provision(Provision.of("i", "s", "p").acceptsIncomplete(true)));
        assertThat(accepted.operation()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {203, 204, 206})
    void anotherSuccessIsMalformed(int status) throws Exception {
        broker.answer(status, "{}");
        assertThat(client.update(Update.of("i", "s")))
                .isInstanceOfSatisfying(
                        Outcome.Malformed.class,
                        malformed -> assertThat(malformed.status()).isEqualTo(status));
    }

    @Test
    void aRefusalTellsWhatTheBrokerSaid() throws Exception {
        broker.answer(
                422,
                "{\"error\":\"ConcurrencyError\",\"description\":\"Busy.\",\"instance_usable\":false,"
                        + "\"update_repeatable\":true}",
                Map.of("Retry-After", "7"));
        assertThat(client.update(Update.of("i", "s")))
                .isEqualTo(new Outcome.Refused<>(
                        422,
                        Optional.of("ConcurrencyError"),
                        Optional.of("Busy."),
                        Optional.of(false),
                        Optional.of(true),
                        Optional.of(Duration.ofSeconds(7))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<h1>502</h1>", "[]", "{\"description\":7,\"error\":\"\"}"})
    void aRefusalMayHaveAnyBody(String body) throws Exception {
        broker.answer(502, body);
        assertThat(client.fetchInstance(FetchInstance.of("i")))
                .isEqualTo(new Outcome.Refused<>(
                        502, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "'Sat, 31 Jan 2026 10:00:30 GMT', 30",
        "'Sat, 31 Jan 2026 09:00:00 GMT', 0",
        "' 5 ', 5",
        "-5, ",
        "soon, ",
        "99999999999999999999, "
    })
    void retryAfterIsSecondsOrADate(String value, Long seconds) throws Exception {
        broker.answer(200, "{\"state\":\"in progress\"}", Map.of("Retry-After", value));
        var status = value(client.lastOperation(Provision.of("i", "s", "p").pending(Optional.empty())));
        assertThat(status.retryAfter()).isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }

    @Test
    void goneIsSaidOfDeletesAndPollsOnly() throws Exception {
        broker.answer(410, "{}");
        assertThat(client.deprovision(Deprovision.of("i", "s", "p"))).isInstanceOf(Outcome.Gone.class);
        assertThat(client.unbind(Unbind.of("i", "b", "s", "p"))).isInstanceOf(Outcome.Gone.class);
        assertThat(client.lastOperation(Provision.of("i", "s", "p").pending(Optional.empty())))
                .isInstanceOf(Outcome.Gone.class);
        assertThat(client.fetchInstance(FetchInstance.of("i"))).isInstanceOf(Outcome.Refused.class);
        assertThat(client.provision(Provision.of("i", "s", "p"))).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void redirectionsAreNotFollowed() throws Exception {
        broker.answer(307, "", Map.of("Location", "https://elsewhere/"));
        assertThat(client.fetchInstance(FetchInstance.of("i")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.description().toString()).contains("https://elsewhere/"));
        assertThat(broker.seen()).hasSize(1);
    }

    @Test
    void aFetchedInstanceTellsAllOfIt() throws Exception {
        broker.answer(200, """
                {"service_id":"s","plan_id":"p","parameters":{"password":"hunter2"},"dashboard_url":"https://d",
                 "maintenance_info":{"version":"1.2.3"},"metadata":{"attributes":{"a":1}}}""");
        var instance = value(client.fetchInstance(FetchInstance.of("i")));
        assertThat(instance.planId()).contains("p");
        assertThat(instance.maintenanceInfo()).contains(new MaintenanceInfo("1.2.3", Optional.empty()));
        assertThat(instance.parameters()).contains(json("{\"password\":\"hunter2\"}"));
        assertThat(instance.facts().attributes()).contains(json("{\"a\":1}"));
        assertThat(instance.toString()).doesNotContain("hunter2");
    }

    @Test
    void aBindingTellsAllOfIt() throws Exception {
        broker.answer(200, """
                {"credentials":{"password":"hunter2"},"syslog_drain_url":"syslog://l","route_service_url":"https://r",
                 "volume_mounts":[{"driver":"nfs","container_dir":"/d","mode":"rw","device_type":"shared",
                   "device":{"volume_id":"v","mount_config":{"k":1}}}],
                 "endpoints":[{"host":"h","ports":["443","9000-9010"]},{"host":"u","ports":["1"],"protocol":"udp"}],
                 "metadata":{"expires_at":"2026-02-01T00:00:00.0Z","renew_before":"2026-01-31T23:00:00Z"},
                 "parameters":{"secret":"hunter2"}}""");
        var binding = value(client.fetchBinding(FetchBinding.of("i", "b")));
        assertThat(binding.details().credentials()).contains(json("{\"password\":\"hunter2\"}"));
        assertThat(binding.details().volumeMounts()).hasSize(1);
        assertThat(binding.details().endpoints().getFirst().protocol()).isEqualTo("tcp");
        assertThat(binding.details().endpoints().getFirst().ports()).containsExactly("443", "9000-9010");
        assertThat(binding.details().expiresAt()).contains(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(binding.details().renewBefore()).contains(Instant.parse("2026-01-31T23:00:00Z"));
        assertThat(new Outcome.Done<>(200, binding).toString()).doesNotContain("hunter2");
    }

    @Test
    void secretsAreInNoText() throws Exception {
        broker.answer(401, "{}");
        var request = Provision.of("i", "s", "p").parameters(json("{\"password\":\"hunter2\"}"));
        assertThat(Stream.of(
                        request,
                        Update.of("i", "s").parameters(request.parameters()),
                        Bind.of("i", "b", "s", "p").parameters(request.parameters()),
                        client,
                        client.provision(request)))
                .allSatisfy(object -> assertThat(object.toString()).doesNotContain("hunter2", "p:ä"));
    }

    @Test
    void aLargeAnswerIsNotRead() throws Exception {
        broker.answer(200, "{\"x\":\"" + "x".repeat(2_000) + "\"}").answer(500, "x".repeat(2_000));
        try (var small = BrokerClient.builder(broker.uri()).maximumBody(1_000).build()) {
            assertThat(small.fetchInstance(FetchInstance.of("i")))
                    .isEqualTo(new Outcome.Malformed<>(200, "The broker's answer is larger than this client reads."));
            assertThat(small.fetchInstance(FetchInstance.of("i"))).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void aBrokerThatIsNotThereIsNotReached() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (var nobody =
                BrokerClient.builder(URI.create("http://127.0.0.1:" + port)).build()) {
            assertThat(nobody.fetchInstance(FetchInstance.of("i")))
                    .isEqualTo(new Outcome.Unreachable<>(
                            Outcome.Cause.NOT_SENT,
                            "The broker at http://127.0.0.1:" + port + " cannot be reached: no connection."));
        }
    }

    @Test
    void aConnectionThatBreaksIsLost() throws Exception {
        broker.answer(0, "");
        assertThat(client.provision(Provision.of("i", "s", "p")))
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).isEqualTo(Outcome.Cause.LOST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{"})
    void aBrokerThatIsSilentTimesOut(String start) throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var impatient = BrokerClient.builder(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .timeout(Duration.ofMillis(300))
                        .build()) {
            Thread.startVirtualThread(() -> {
                try {
                    silent.accept().getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            assertThat(impatient.provision(Provision.of("i", "s", "p")))
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class,
                            unreachable -> assertThat(unreachable.cause()).isEqualTo(Outcome.Cause.TIMED_OUT));
        }
    }
}
