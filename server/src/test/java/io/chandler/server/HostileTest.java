package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it gets a status below 500 or a closed connection, and the memory stays as it is. */
class HostileTest {

    private static final String PUT = "PUT /v2/service_instances/hostile HTTP/1.1\r\n" + Raw.HEADERS;
    private static final int MEBIBYTE = 1 << 20;

    private static final MemoryBroker BROKER = new MemoryBroker();
    private static final BrokerServer SERVER = Servers.start(BROKER, "limits: {request-time: 800ms, idle-time: 1s}");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    /** After everything that is done to it, the server answers as before, and nothing has come of it. */
    @AfterEach
    void theServerIsWell() {
        assertThat(Raw.exchange(SERVER.address(), "GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(BROKER.instances).isEmpty();
    }

    /** What comes back; empty where the connection was closed first. */
    private static String answer(Consumer<Raw> client) {
        try (var raw = new Raw(SERVER.address())) {
            try {
                client.accept(raw);
            } catch (UncheckedIOException e) {
                // The server has closed the connection; there may be an answer nevertheless.
            }
            return raw.response();
        }
    }

    private static void refused(String answer) {
        if (!answer.isEmpty()) {
            assertThat(answer).startsWith("HTTP/1.1 4").contains("\"description\"");
        }
    }

    private static String put(String body) {
        return PUT + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aBodyOf100MebibytesIsRefusedBeforeItIsRead() {
        var piece = "x".repeat(MEBIBYTE);
        long before = used();

        refused(answer(raw -> {
            raw.send(PUT + "Content-Length: " + 100 * MEBIBYTE + "\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                raw.send(piece);
            }
        }));

        assertThat(used() - before).isLessThan(20 * MEBIBYTE);
    }

    @Test
    void aBodyOf100MebibytesInChunksIsRefusedAtTheLimit() {
        var piece = "x".repeat(MEBIBYTE / 16);
        long before = used();

        refused(answer(raw -> {
            raw.send(PUT + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 1_600; i++) {
                raw.send("10000\r\n" + piece + "\r\n");
            }
        }));

        assertThat(used() - before).isLessThan(20 * MEBIBYTE);
    }

    @Test
    void oneChunkOf2GibibytesTakesNoMemory() {
        long before = used();

        refused(answer(raw -> {
            raw.send(PUT + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n");
            for (int i = 0; i < 30; i++) {
                raw.send("x".repeat(MEBIBYTE));
            }
        }));

        assertThat(used() - before).isLessThan(10 * MEBIBYTE);
    }

    @Test
    void aMillionHeadersAreRefused() {
        long before = used();

        refused(answer(raw -> {
            raw.send("GET /v2/catalog HTTP/1.1\r\n");
            for (int i = 0; i < 1_000; i++) {
                var some = new StringBuilder();
                for (int j = 0; j < 1_000; j++) {
                    some.append("X-").append(i).append('-').append(j).append(": y\r\n");
                }
                raw.send(some.toString());
            }
            raw.send("\r\n");
        }));

        assertThat(used() - before).isLessThan(20 * MEBIBYTE);
    }

    @Test
    void aLongHeaderAndALongAddressAreRefused() {
        refused(answer(raw -> raw.send("GET /v2/catalog HTTP/1.1\r\nX: " + "y".repeat(MEBIBYTE))));
        refused(answer(raw -> raw.send("GET /v2/" + "y".repeat(MEBIBYTE))));
        assertThat(answer(raw -> raw.send("GET /v2/" + "y".repeat(20_000) + " HTTP/1.1\r\n" + Raw.HEADERS + "\r\n")))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void aBodyOfDepth10000IsRefused() {
        refused(answer(raw -> raw.send(put("{\"parameters\":" + "[".repeat(10_000)))));
        refused(answer(raw -> raw.send(put("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "null",
                "{}{}",
                "{\"service_id\":\"\u00c3(\"}",
                "\u00ff\u00fe{\u0000}\u0000",
                "{\"a\":1,\"a\":2}",
                "{\"service_id\":1e999999999}",
                "{\"service_id\":{}}",
            })
    void aBodyThatIsNotTheRightJsonIsRefused(String body) {
        assertThat(answer(raw -> raw.send(put(body))))
                .startsWith("HTTP/1.1 400")
                .contains("\"description\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\r\n\r\n",
                "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\r\n\r\n",
                "GET\r\n\r\n",
                "GET /v2/catalog\r\n\r\n",
                "GET /v2/catalog HTTP/1.0\r\n\r\n",
                "GET /v2/catalog HTTP/9.9\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\nHost: [\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\nHost a\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\n: a\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                "GET /v2/catalog HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
                "G\u00e4T /v2/catalog HTTP/1.1\r\nHost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 1\r\n\r\na",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na",
                "PRI * HTTP/2.0\r\n\r\nnonsense, nonsense, nonsense, nonsense",
                "GET /x HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: !!!\r\nConnection: Upgrade\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
            })
    void whatIsNotHttpIsRefusedOrDropped(String bytes) {
        var answer = answer(raw -> raw.send(bytes));

        assertThat(answer).doesNotStartWith("HTTP/1.1 5").doesNotStartWith("HTTP/1.1 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "-1\r\n", "5\r\nabc", "ffffffffffff\r\n", "5;x\r\nabcdeXX0\r\n\r\n"})
    void brokenChunksOfAUserAreRefusedOrDropped(String chunks) {
        refused(answer(raw -> raw.send(PUT + "Transfer-Encoding: chunked\r\n\r\n" + chunks)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET /v2", "PRI * HT"})
    void aClientThatStopsInItsFirstLineIsDropped(String start) {
        try (var raw = new Raw(SERVER.address())) {
            raw.send(start);

            assertThat(raw.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/catalog HTTP/1.1\r\nHost: b\r\n",
                "PUT /v2/service_instances/hostile HTTP/1.1\r\n" + "X: y",
            })
    void aClientThatStopsInItsHeadersIsDropped(String start) {
        try (var raw = new Raw(SERVER.address())) {
            raw.send(start);

            assertThat(raw.closed()).isTrue();
        }
    }

    @Test
    void aClientThatStopsInItsBodyIsDropped() {
        for (var body : new String[] {
            "Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{", "Content-Length: 100\r\n\r\n"
        }) {
            try (var raw = new Raw(SERVER.address())) {
                raw.send(PUT + body);

                assertThat(raw.closed()).isTrue();
            }
        }
    }

    @Test
    void aClientThatDripsItsHeadersIsDropped() {
        try (var raw = new Raw(SERVER.address())) {
            raw.send("GET /v2/catalog HTTP/1.1\r\n");
            long start = System.nanoTime();
            try {
                while (System.nanoTime() - start < 10_000_000_000L) {
                    raw.send("X");
                    Thread.onSpinWait();
                }
            } catch (UncheckedIOException e) {
                // Dropped.
            }
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        }
    }

    @Test
    void aClientThatDoesNotTakeItsResponsesIsDropped() {
        try (var raw = new Raw(SERVER.address())) {
            var many = ("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n").repeat(1_000);
            long start = System.nanoTime();
            try {
                while (System.nanoTime() - start < 15_000_000_000L) {
                    raw.send(many);
                }
            } catch (UncheckedIOException e) {
                // Dropped.
            }
            assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
        }
    }

    @Test
    void aRefusedBodyIsNotTakenForTheNextRequest() {
        var hidden = "GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n";
        try (var raw = new Raw(SERVER.address())) {
            raw.send("PUT /v2/service_instances/x HTTP/1.1\r\nHost: b\r\nContent-Length: " + hidden.length()
                    + "\r\n\r\n" + hidden);
            assertThat(raw.response()).startsWith("HTTP/1.1 401");
            raw.send("GET /live HTTP/1.1\r\nHost: b\r\n\r\n");
            assertThat(raw.response()).startsWith("HTTP/1.1 200").contains("live");
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
