package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of what is asked at once and how much, and what a refusal looks like. */
class LimitsTest {

    private static String put(BrokerServer server, String plan, String id) {
        var body = MemoryBroker.body(plan);
        return Raw.exchange(
                server.address(),
                "PUT /v2/service_instances/" + id + " HTTP/1.1\r\n" + Raw.HEADERS + "Content-Length: " + body.length()
                        + "\r\nX-Broker-API-Request-Identity: r-" + id + "\r\n\r\n" + body);
    }

    @Test
    void moreRequestsAtOnceThanAllowedAreToldToComeBack() throws Exception {
        var broker = new MemoryBroker();
        try (var server = Servers.start(broker, "limits: {concurrent-requests: 2}")) {
            var first = Servers.async(() -> put(server, "slow", "a"));
            var second = Servers.async(() -> put(server, "slow", "b"));
            await().until(() -> broker.instances.size() == 2);

            assertThat(put(server, "small", "c"))
                    .startsWith("HTTP/1.1 429")
                    .containsIgnoringCase("Retry-After: 2")
                    .containsIgnoringCase("X-Broker-API-Request-Identity: r-c")
                    .contains("\"description\"");
            assertThat(Raw.exchange(server.address(), "GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n"))
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("Retry-After: 2");
            assertThat(Raw.exchange(server.address(), "GET /live HTTP/1.1\r\nHost: b\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");

            broker.slow.countDown();
            assertThat(first.get(60, TimeUnit.SECONDS)).startsWith("HTTP/1.1 201");
            assertThat(second.get(60, TimeUnit.SECONDS)).startsWith("HTTP/1.1 201");
            // A request counts for a moment after its answer was sent.
            await().untilAsserted(() -> assertThat(put(server, "small", "c")).startsWith("HTTP/1.1 201"));
        }
    }

    @Test
    void aBrokerThatTakesItsTimeIsNotInterrupted() throws Exception {
        var broker = new MemoryBroker();
        try (var server = Servers.start(broker, "limits: {request-time: 1s}")) {
            var slow = Servers.async(() -> put(server, "slow", "a"));
            await().until(() -> broker.instances.containsKey("a"));
            await().pollDelay(1_500, TimeUnit.MILLISECONDS).until(() -> true);

            broker.slow.countDown();

            assertThat(slow.get(60, TimeUnit.SECONDS)).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void aLongerBodyThanAllowedIsRefused() {
        var broker = new MemoryBroker();
        try (var server = Servers.start(broker, "limits: {body: 60B, json-depth: 3}")) {
            assertThat(put(server, "small", "a")).startsWith("HTTP/1.1 413").contains("too large");
            assertThat(Raw.exchange(
                            server.address(),
                            "PUT /v2/service_instances/a HTTP/1.1\r\n" + Raw.HEADERS
                                    + "Transfer-Encoding: chunked\r\n\r\n" + "32\r\n" + "x".repeat(50) + "\r\n32\r\n"
                                    + "x".repeat(50) + "\r\n32\r\n" + "x".repeat(50) + "\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413")
                    .contains("too large");
            assertThat(broker.instances).isEmpty();
        }
    }

    @Test
    void aBodyThatIsTooLongIsNoReasonToTellWhoMayComeIn() {
        try (var server = Servers.start(new MemoryBroker(), "limits: {body: 100B}")) {
            assertThat(Raw.exchange(
                            server.address(),
                            "PUT /v2/service_instances/a HTTP/1.1\r\nHost: b\r\nContent-Length: 200\r\n\r\n"
                                    + "x".repeat(200)))
                    .startsWith("HTTP/1.1 401")
                    .contains("WWW-Authenticate");
        }
    }

    @Test
    void aKeptConnectionServesManyRequests() {
        try (var server = Servers.start(new MemoryBroker(), "");
                var raw = new Raw(server.address())) {
            for (int i = 0; i < 100; i++) {
                raw.send("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
                assertThat(raw.response()).startsWith("HTTP/1.1 200");
            }
            raw.send(("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n").repeat(20));
            for (int i = 0; i < 20; i++) {
                assertThat(raw.response()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void anIdleConnectionIsClosed() {
        try (var server = Servers.start(new MemoryBroker(), "limits: {idle-time: 1s}");
                var raw = new Raw(server.address())) {
            raw.send("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
            assertThat(raw.response()).startsWith("HTTP/1.1 200");

            assertThat(raw.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "keep-alive, close"})
    void aConnectionThatTheClientWantsClosedIsClosedAtOnce(String options) {
        try (var server = Servers.start(new MemoryBroker(), "limits: {idle-time: 1h}")) {
            for (var request : List.of(
                    "GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS,
                    "GET /v2/catalog HTTP/1.1\r\nHost: b\r\n",
                    "GET /live HTTP/1.1\r\nHost: b\r\n")) {
                try (var raw = new Raw(server.address())) {
                    raw.send(request + "Connection: " + options + "\r\n\r\n");
                    assertThat(raw.response()).startsWith("HTTP/1.1 ").containsIgnoringCase("Connection: close");
                    assertThat(raw.closed()).as(request).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\r", "G", "GET /v2/catalog HT", "GET /v2/catalog HTTP/1.1\r\nX", "\u0016\u0003"})
    void aNewConnectionThatSendsNoRequestIsClosedAfterTheTimeOfARequest(String start) {
        try (var server = Servers.start(new MemoryBroker(), "limits: {request-time: 300ms, idle-time: 1h}");
                var raw = new Raw(server.address())) {
            raw.send(start);

            assertThat(raw.closed()).isTrue();
        }
    }

    @Test
    void aClientThatWaitsForLeaveIsGivenIt() {
        try (var server = Servers.start(new MemoryBroker(), "");
                var raw = new Raw(server.address())) {
            var head = "PUT /v2/service_instances/a HTTP/1.1\r\n" + Raw.HEADERS + "Expect: 100-continue\r\n";
            raw.send(head + "Content-Length: " + MemoryBroker.BODY.length() + "\r\n\r\n");
            assertThat(raw.response()).startsWith("HTTP/1.1 100");
            raw.send(MemoryBroker.BODY);
            assertThat(raw.response()).startsWith("HTTP/1.1 201");
        }
    }
}
