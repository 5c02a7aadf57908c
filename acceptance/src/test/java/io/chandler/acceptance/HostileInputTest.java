package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent: a refusal or a closed connection, and the broker goes on in the memory that it had. */
class HostileInputTest {

    private static final String PATH = "/v2/service_instances/one?accepts_incomplete=true";
    private static final long GROWTH_KIBIBYTES = 64 * 1024;

    private static Site site;
    private static BrokerProcess broker;
    private static Platform platform;
    private static long before;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        site = Site.in(
                folder, "platform-password", "service-password", "limits:\n  request-time: 1s\n  idle-time: 2s\n");
        broker = BrokerProcess.start(site);
        platform = new Platform(site);
        for (int i = 0; i < 300; i++) {
            platform.provision("warm " + i, "synchronous-id", parameters("steps", 1));
        }
        before = broker.residentKibibytes();
    }

    @AfterEach
    void goesOnAsBefore() throws Exception {
        assertThat(broker.ready()).isTrue();
        assertThat(platform.fetch("warm 1").status()).isEqualTo(200);
        assertThat(broker.residentKibibytes() - before).as("growth in KiB").isLessThan(GROWTH_KIBIBYTES);
    }

    @AfterAll
    static void stop() {
        platform.close();
        broker.close();
    }

    @Test
    void bodiesOfAHundredMebibytesAreRefused() throws Exception {
        var mebibyte = new byte[1 << 20];
        Arrays.fill(mebibyte, (byte) ' ');
        try (var connection = new RawConnection(site)) {
            connection.send(connection.head("PUT", PATH) + "Content-Length: " + (100 << 20) + "\r\n\r\n{");
            for (int i = 0; i < 100 && connection.send(mebibyte); i++) {}
            assertRefused(connection);
        }
    }

    @Test
    void bodiesThatNeverEndAreRefused() throws Exception {
        var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        try (var connection = new RawConnection(site)) {
            connection.send(connection.head("PUT", PATH) + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 1_600 && connection.send(chunk); i++) {}
            assertRefused(connection);
        }
    }

    @Test
    void deepObjectsAreRefused() throws Exception {
        assertThat(put("{\"parameters\":".repeat(10_000) + "1" + "}".repeat(10_000)))
                .isEqualTo(400);
        assertThat(put("{\"parameters\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
                .isEqualTo(400);
    }

    @Test
    void malformedTextIsRefused() throws Exception {
        for (var bytes : List.of("C3", "C328", "FF", "C080", "EDA080", "F8888080", "F4908080", "00")) {
            var text = new String(HexFormat.of().parseHex(bytes), StandardCharsets.ISO_8859_1);
            assertThat(put("{\"service_id\":\"" + text + "\"}")).as(bytes).isEqualTo(400);
            assertThat(put(text)).as(bytes).isEqualTo(400);
        }
        for (var body : List.of("", "null", "[]", "1", "{", "{}{}", "{\"plan_id\":1e999999999}", "{\"a\":1,\"a\":2}")) {
            assertThat(put(body)).as(body).isEqualTo(400);
        }
    }

    @Test
    void aMillionHeadersAreRefused() throws Exception {
        try (var connection = new RawConnection(site)) {
            connection.send(connection.head("GET", "/v2/catalog"));
            var headers = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                headers.append("x-").append(i).append(": y\r\n");
            }
            for (int i = 0; i < 1_000 && connection.send(headers.toString()); i++) {}
            connection.send("\r\n");
            assertRefused(connection);
        }
        try (var connection = new RawConnection(site)) {
            connection.send(connection.head("GET", "/v2/catalog") + "x-long: ");
            var part = "y".repeat(1 << 16);
            for (int i = 0; i < 1_000 && connection.send(part); i++) {}
            assertRefused(connection);
        }
    }

    @Test
    void pathsThatNeverEndAreRefused() throws Exception {
        try (var connection = new RawConnection(site)) {
            connection.send("GET /v2/");
            var part = "a".repeat(1 << 16);
            for (int i = 0; i < 1_000 && connection.send(part); i++) {}
            assertRefused(connection);
        }
    }

    @Test
    void linesThatAreNotHttpAreRefusedOrTheirConnectionIsClosed() throws Exception {
        for (var line :
                List.of("\r\n\r\n\r\n", "GET\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "é\r\n\r\n")) {
            try (var connection = new RawConnection(site)) {
                connection.send(line);
                assertThat(connection.status())
                        .as(line)
                        .matches(status -> status == RawConnection.CLOSED || status / 100 == 4, "refused or closed");
                assertThat(connection.closed()).as(line).isTrue();
            }
        }
    }

    @Test
    void connectionsThatAskForNothingOrForTheirEndAreClosed() throws Exception {
        for (var start : List.of("", "\0", "GET /v2/cat")) {
            try (var connection = new RawConnection(site)) {
                connection.send(start);
                assertThat(connection.closed()).as(start).isTrue();
            }
        }
        try (var connection = new RawConnection(site)) {
            connection.send(connection.head("GET", "/v2/catalog") + "Connection: close\r\n\r\n");
            assertThat(connection.status()).isEqualTo(200);
            assertThat(connection.closed()).isTrue();
        }
    }

    @Test
    void oddIdsAreTakenAsTheyAreOrRefused() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            var id = oddId(random, i);
            for (var method : List.of("PUT", "GET", "DELETE")) {
                int status = request(method, "/v2/service_instances/" + id + "?accepts_incomplete=true", body());
                assertThat(status).as("%s of the id %s", method, id).isBetween(200, 499);
            }
        }
    }

    /** An id of up to 255 characters, percent-encoded in part, valid or not. */
    private static String oddId(Random random, int round) {
        var odd = List.of(
                "%2F", "..", "%00", "%C3%A9", "%F0%9F%9A%A2", "%", "%zz", "%FF", "~", "%20", "+", ";a=b", "%0A", ".");
        var id = new StringBuilder();
        while (id.length() < 255 - round % 200) {
            id.append(random.nextInt(3) == 0 ? "a" : odd.get(random.nextInt(odd.size())));
        }
        return id.toString();
    }

    @Test
    void slowSendersAreCutOff() throws Exception {
        var connections = new ArrayList<RawConnection>();
        try {
            for (int i = 0; i < 60; i++) {
                var connection = new RawConnection(site);
                connections.add(connection);
                switch (i % 3) {
                    case 0 -> connection.send("GET /v2/cat");
                    case 1 -> connection.send(connection.head("GET", "/v2/catalog") + "x-slow: ");
                    default -> connection.send(connection.head("PUT", PATH) + "Content-Length: 100\r\n\r\n{");
                }
            }
            assertThat(platform.send("GET", "/v2/catalog", null).status()).isEqualTo(200);
            for (var connection : connections) {
                assertRefused(connection);
            }
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private static String body() {
        return Platform.provisioning("synchronous-id", parameters("steps", 1)).toString();
    }

    private static int put(String body) throws IOException {
        return request("PUT", PATH, body);
    }

    private static int request(String method, String path, String body) throws IOException {
        try (var connection = new RawConnection(site)) {
            connection.send(connection.head(method, path) + "Connection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            return connection.status();
        }
    }

    private static void assertRefused(RawConnection connection) {
        assertThat(connection.status())
                .matches(status -> status == RawConnection.CLOSED || status / 100 == 4, "refused");
    }
}
