package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is logged of requests. */
class RequestLogTest {

    private static final Logger ACCESS = Logger.getLogger("io.chandler.access");
    private static final Logger AUDIT = Logger.getLogger("io.chandler.audit");

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLoggerName() + " " + entry.getLevel() + " " + entry.getMessage() + " "
                    + entry.getParameters()[0]);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        ACCESS.addHandler(handler);
        ACCESS.setLevel(Level.FINE);
        AUDIT.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        ACCESS.removeHandler(handler);
        ACCESS.setLevel(null);
        AUDIT.removeHandler(handler);
    }

    private static String request(String method, String path, String body) {
        return method + " " + path + " HTTP/1.1\r\n" + Raw.HEADERS
                + "X-Broker-API-Request-Identity: r-7\r\nX-Broker-API-Originating-Identity: cloudfoundry"
                + " eyJ1c2VyX2lkIjoiZHVrZSJ9\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void whoChangedWhatAndTheAnswerAreInTheAuditTrail() {
        var body = MemoryBroker.BODY.replace("}", ",\"parameters\":{\"a\":\"MARKER\"}}");
        try (var server = Servers.start(new MemoryBroker(), "")) {
            Raw.exchange(server.address(), request("PUT", "/v2/service_instances/x", body));
            Raw.exchange(server.address(), request("GET", "/v2/catalog", ""));
        }

        assertThat(lines)
                .filteredOn(line -> line.startsWith("io.chandler.audit"))
                .singleElement()
                .asString()
                .contains("INFO provision")
                .contains("status=201", "user=cf", "platform=default", "instance=x", "service=s1", "plan=small")
                .contains("request=r-7", "originator=cloudfoundry {\"user_id\":\"duke\"}");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("io.chandler.access FINE catalog"))
                .hasSize(1);
        assertThat(lines.toString())
                .doesNotContain("MARKER")
                .doesNotContain("secret")
                .doesNotContain("Y2Y6");
    }

    @Test
    void aFailureIsLoggedWithItsSupportIdAndWithoutTheAudienceSeeingIt() {
        String answer;
        try (var server = Servers.start(new MemoryBroker(), "log: {audit: false}")) {
            answer = Raw.exchange(
                    server.address(), request("PUT", "/v2/service_instances/x", MemoryBroker.body("broken")));
        }

        var support = answer.replaceAll("(?s).*support id ([0-9a-f]+).*", "$1");
        assertThat(answer).startsWith("HTTP/1.1 500").doesNotContain("fire");
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("io.chandler.access SEVERE")
                .contains("support=" + support);
    }

    @Test
    void aRefusalIsNews() {
        try (var server = Servers.start(new MemoryBroker(), "")) {
            Raw.exchange(server.address(), request("DELETE", "/v2/service_instances/x", ""));
        }

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("io.chandler.access INFO deprovision")
                        .contains("status=400"));
    }
}
