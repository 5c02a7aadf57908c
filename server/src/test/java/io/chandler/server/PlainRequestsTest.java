package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request gets the same answer whether its head is plain, and read here, or is left to the HTTP server. */
class PlainRequestsTest {

    private static final MemoryBroker BROKER = new MemoryBroker();
    private static final BrokerServer SERVER = Servers.start(BROKER, "limits: {request-time: 2s}");

    /** Makes any head one for the HTTP server. */
    private static final String NOT_PLAIN = "TE: trailers\r\n";

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @BeforeEach
    void nothingIsThere() {
        BROKER.instances.clear();
    }

    /** A response without its date, nor a length where there is nothing; its headers in the order of their names. */
    private static String comparable(String response) {
        int end = response.indexOf("\r\n\r\n");
        var lines = response.substring(0, end).lines().toList();
        return lines.getFirst() + "\n"
                + lines.stream()
                        .skip(1)
                        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                                + line.substring(line.indexOf(':')))
                        .filter(line -> !line.startsWith("date:") && !line.equals("content-length: 0"))
                        .sorted()
                        .collect(Collectors.joining("\n"))
                + response.substring(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/catalog HTTP/1.1\r\n" + "HEADERS",
                "GET /v2/catalog HTTP/1.1\r\nX-Broker-API-Request-Identity: one\r\n" + "HEADERS",
                "GET /v2/catalog HTTP/1.1\r\nIf-None-Match: *\r\n" + "HEADERS",
                "GET /v2/catalog HTTP/1.1\r\nX-Broker-API-Originating-Identity: cloudfoundry e30=\r\n" + "HEADERS",
                "GET /v2/catalog HTTP/1.1\r\nHost: broker\r\n",
                "GET /v2/catalog HTTP/1.1\r\nHost: broker\r\nAuthorization: Basic AAAA\r\n",
                "PATCH /v2/catalog HTTP/1.1\r\n" + "HEADERS",
                "GET /nothing HTTP/1.1\r\n" + "HEADERS",
                "GET /live HTTP/1.1\r\nHost: broker\r\n",
                "GET /ready?a HTTP/1.1\r\nHost: broker\r\n",
                "DELETE /v2/service_instances/x?service_id=s1&plan_id=small HTTP/1.1\r\n" + "HEADERS",
                "GET /v2/service_instances/x/last_operation HTTP/1.1\r\n" + "HEADERS",
                "PUT /v2/service_instances/x HTTP/1.1\r\n" + "HEADERS",
            })
    void theAnswerIsTheSame(String start) {
        var request = start.replace("HEADERS", Raw.HEADERS);

        assertThat(comparable(Raw.exchange(SERVER.address(), request + "\r\n")))
                .isEqualTo(comparable(Raw.exchange(SERVER.address(), request + NOT_PLAIN + "\r\n")));
    }

    @Test
    void aBodyArrivesWhicheverWay() {
        var head = " HTTP/1.1\r\n" + Raw.HEADERS + "Content-Length: " + MemoryBroker.BODY.length() + "\r\n";
        try (var raw = new Raw(SERVER.address())) {
            raw.send("PUT /v2/service_instances/a" + head + "\r\n" + MemoryBroker.BODY);
            assertThat(raw.response()).startsWith("HTTP/1.1 201");
            raw.send("PUT /v2/service_instances/b" + head + "\r\n");
            for (var piece : MemoryBroker.BODY.split("(?<=,)", -1)) {
                raw.send(piece);
            }
            assertThat(raw.response()).startsWith("HTTP/1.1 201");
            raw.send("PUT /v2/service_instances/c" + head + NOT_PLAIN + "\r\n" + MemoryBroker.BODY);
            assertThat(raw.response()).startsWith("HTTP/1.1 201");
            raw.send("PUT /v2/service_instances/d" + head + "\r\n" + MemoryBroker.BODY);
            assertThat(raw.response()).startsWith("HTTP/1.1 201");
        }
        assertThat(BROKER.instances).containsOnlyKeys("a", "b", "c", "d");
        assertThat(BROKER.instances.get("a").context())
                .isEqualTo(BROKER.instances.get("d").context());
    }

    @Test
    void requestsSentAtOnceAreAnsweredInTheirOrder() {
        var plain = " HTTP/1.1\r\n" + Raw.HEADERS + "X-Broker-API-Request-Identity: ";
        var all = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            var body = MemoryBroker.BODY;
            all.append("PUT /v2/service_instances/")
                    .append(i)
                    .append(plain)
                    .append(i)
                    .append("\r\n");
            all.append(i == 20 ? NOT_PLAIN : "")
                    .append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n");
            all.append(body);
        }
        try (var raw = new Raw(SERVER.address())) {
            raw.send(all.toString());
            for (int i = 0; i < 30; i++) {
                assertThat(raw.response().toLowerCase(Locale.ROOT))
                        .startsWith("http/1.1 201")
                        .contains("x-broker-api-request-identity: " + i + "\r\n");
            }
        }
        assertThat(BROKER.instances).hasSize(30);
    }

    @Test
    void aHeadInPiecesIsRead() {
        var request = "GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n";
        try (var raw = new Raw(SERVER.address())) {
            raw.send(request);
            assertThat(raw.response()).startsWith("HTTP/1.1 200");
            for (int i = 0; i < request.length(); i++) {
                raw.send(request.substring(i, i + 1));
            }
            assertThat(raw.response()).startsWith("HTTP/1.1 200");
            raw.send(request);
            assertThat(raw.response()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aPlainConnectionThatIsIdleIsClosedAndOneThatWorksIsNot() throws Exception {
        var broker = new MemoryBroker();
        try (var server = Servers.start(broker, "limits: {idle-time: 1s}");
                var idle = new Raw(server.address());
                var working = new Raw(server.address())) {
            idle.send("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
            assertThat(idle.response()).startsWith("HTTP/1.1 200");
            var body = MemoryBroker.body("slow");
            working.send("PUT /v2/service_instances/a HTTP/1.1\r\n" + Raw.HEADERS + "Content-Length: " + body.length()
                    + "\r\n\r\n" + body);
            await().until(() -> broker.instances.containsKey("a"));

            assertThat(idle.closed()).isTrue();
            broker.slow.countDown();
            assertThat(working.response()).startsWith("HTTP/1.1 201");
        }
    }
}
