package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is counted. */
class MetricsTest {

    private static String get(BrokerServer server, String path) {
        return Raw.exchange(server.address(), "GET " + path + " HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
    }

    private static void put(BrokerServer server, String plan) {
        var body = MemoryBroker.body(plan);
        Raw.exchange(
                server.address(),
                "PUT /v2/service_instances/" + plan + " HTTP/1.1\r\n" + Raw.HEADERS + "Content-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    @Test
    void requestsAreCountedByOfferingPlanOperationAndAnswer() {
        try (var server = Servers.start(new MemoryBroker(), "")) {
            put(server, "small");
            put(server, "small");
            put(server, "broken");
            put(server, "planned-by-an-attacker");
            get(server, "/v2/catalog");
            Raw.exchange(server.address(), "GET /v2/catalog HTTP/1.1\r\nHost: b\r\n\r\n");

            // A request counts for a moment after its answer was sent.
            var metrics =
                    await().until(() -> get(server, "/metrics"), text -> text.contains("chandler_requests_running 1"));

            assertThat(metrics)
                    .containsIgnoringCase("Content-Type: text/plain; version=0.0.4; charset=utf-8")
                    .contains("chandler_requests_seconds_count{offering=\"database\",operation=\"provision\","
                            + "outcome=\"answered\",plan=\"Small\",platform=\"default\",status=\"201\"} 2\n")
                    .contains("chandler_requests_seconds_count{offering=\"database\",operation=\"provision\","
                            + "outcome=\"failed\",plan=\"Broken\",platform=\"default\",status=\"500\"} 1\n")
                    .contains("plan=\"unknown\"")
                    .contains("operation=\"catalog\"")
                    .contains("chandler_requests_seconds_bucket{")
                    .contains("chandler_refused_total{reason=\"unauthenticated\"} 1")
                    .contains("jvm_memory_used_bytes{")
                    .contains("jvm_gc_")
                    .contains("process_uptime_seconds")
                    .doesNotContain("attacker")
                    .doesNotContain("secret");
        }
    }

    @Test
    void metricsAreForEverybodyOrNobodyIfThatIsSaid() {
        try (var server = Servers.start(new MemoryBroker(), "metrics: {access: open}")) {
            assertThat(Raw.exchange(server.address(), "GET /metrics HTTP/1.1\r\nHost: b\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
        try (var server = Servers.start(new MemoryBroker(), "metrics: {access: \"off\"}")) {
            assertThat(get(server, "/metrics")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aBrokerThatIsNotReadySaysWhy() {
        var configuration = Servers.configuration("");
        try (var server = BrokerServer.builder(configuration, new MemoryBroker())
                .readiness(() -> Optional.of("The store cannot be written."))
                .start()) {
            assertThat(get(server, "/ready"))
                    .startsWith("HTTP/1.1 503")
                    .contains("{\"status\":\"not ready\",\"description\":\"The store cannot be written.\"}");
        }
        try (var server = BrokerServer.builder(configuration, new MemoryBroker())
                .readiness(() -> {
                    throw new IllegalStateException("MARKER");
                })
                .start()) {
            assertThat(get(server, "/ready")).startsWith("HTTP/1.1 503").doesNotContain("MARKER");
        }
    }
}
