package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, by prior knowledge, with frames made by hand. */
class Http2Test {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;

    /** Names of the static table, which the server expects by number. */
    private static final Map<String, Integer> STATIC_NAMES =
            Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6);

    private static final MemoryBroker BROKER = new MemoryBroker();
    private static final BrokerServer SERVER = Servers.start(BROKER, "limits: {request-time: 1s, body: 1MiB}");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    /** A connection on which frames are sent and received one by one. */
    private static final class Connection implements AutoCloseable {

        private final Socket socket =
                new Socket(SERVER.address().getHost(), SERVER.address().getPort());
        private final DataInputStream in = new DataInputStream(socket.getInputStream());

        Connection() throws IOException {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(SETTINGS, 0, 0, new byte[0]);
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            var frame = new ByteArrayOutputStream();
            frame.write(payload.length >> 16);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
            frame.write(type);
            frame.write(flags);
            frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
            frame.writeBytes(payload);
            socket.getOutputStream().write(frame.toByteArray());
        }

        /**
         * Reads frames until the stream ends, is reset, or the connection ends; the number is the last frame's type.
         */
        int end(int stream, ByteArrayOutputStream body) throws IOException {
            while (true) {
                int length;
                try {
                    length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                } catch (IOException e) {
                    return GO_AWAY;
                }
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int on = in.readInt();
                var payload = in.readNBytes(length);
                if (type == GO_AWAY || (type == RESET && on == stream)) {
                    return type;
                }
                if (on == stream && type == DATA) {
                    body.writeBytes(payload);
                }
                if (on == stream && (flags & 1) != 0) {
                    return type;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] headers(String method, String path, Map<String, String> more) {
        var all = new TreeMap<>(Map.of(":method", method, ":path", path, ":scheme", "http", ":authority", "broker"));
        all.putAll(more);
        all.put("x-broker-api-version", "2.17");
        all.put("authorization", "Basic Y2Y6c2VjcmV0");
        var block = new ByteArrayOutputStream();
        all.forEach((name, value) -> {
            block.write(STATIC_NAMES.getOrDefault(name, 0));
            if (!STATIC_NAMES.containsKey(name)) {
                text(block, name);
            }
            text(block, value);
        });
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest /= 128) {
                block.write(rest % 128 + 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    @Test
    void theJdksClientIsServedWhateverItProposes() throws Exception {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 3; i++) {
                var request = HttpRequest.newBuilder(SERVER.address().resolve("/v2/service_instances/h2-%2F" + i))
                        .header("X-Broker-API-Version", "2.17")
                        .header("Authorization", "Basic Y2Y6c2VjcmV0")
                        .PUT(HttpRequest.BodyPublishers.ofString(MemoryBroker.BODY))
                        .build();

                var response = client.send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(response.statusCode()).isEqualTo(201);
                assertThat(BROKER.instances).containsKey("h2-/" + i);
            }
        }
    }

    @Test
    void aClientThatKnowsSpeaksHttp2FromTheStart() throws IOException {
        try (var connection = new Connection()) {
            var body = new ByteArrayOutputStream();
            connection.send(HEADERS, 5, 1, headers("GET", "/v2/catalog", Map.of()));
            assertThat(connection.end(1, body)).isIn(DATA, HEADERS);
            assertThat(body.toString(StandardCharsets.UTF_8)).contains("database");

            connection.send(HEADERS, 4, 3, headers("PUT", "/v2/service_instances/a%2Fb;c=..", Map.of()));
            connection.send(DATA, 1, 3, MemoryBroker.BODY.getBytes(StandardCharsets.UTF_8));
            assertThat(connection.end(3, new ByteArrayOutputStream())).isIn(DATA, HEADERS);
            assertThat(BROKER.instances).containsKey("a/b;c=..");
        }
    }

    @Test
    void aBodyThatNeverComesEndsTheStreamOnly() throws IOException {
        try (var connection = new Connection()) {
            connection.send(HEADERS, 4, 1, headers("PUT", "/v2/service_instances/never", Map.of()));
            connection.send(DATA, 0, 1, new byte[] {'{'});
            var body = new ByteArrayOutputStream();
            connection.end(1, body);

            assertThat(BROKER.instances).doesNotContainKey("never");
            assertThat(body.toString(StandardCharsets.UTF_8)).doesNotContain("support id");
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws IOException {
        try (var connection = new Connection()) {
            connection.send(
                    HEADERS, 4, 1, headers("PUT", "/v2/service_instances/long", Map.of("content-length", "104857600")));
            var body = new ByteArrayOutputStream();
            connection.end(1, body);

            assertThat(body.toString(StandardCharsets.UTF_8)).contains("too large");
            assertThat(BROKER.instances).doesNotContainKey("long");
        }
    }

    @Test
    void headersWithoutEndAreRefused() throws IOException {
        try (var connection = new Connection()) {
            var more = new byte[16_000];
            connection.send(HEADERS, 0, 1, headers("GET", "/v2/catalog", Map.of("x", "y".repeat(4000))));
            try {
                for (int i = 0; i < 2_000; i++) {
                    connection.send(CONTINUATION, 0, 1, more);
                }
            } catch (IOException e) {
                // The server has closed the connection.
            }
            assertThat(connection.end(1, new ByteArrayOutputStream())).isIn(GO_AWAY, RESET);
        }
    }
}
