package io.chandler.server.internal.http;

import io.helidon.common.buffers.DataReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Consumer;

/** Frames of a WebSocket (RFC 6455) as far as a watch needs them: text goes out, and the client says ping or close. */
final class WebSocketFrames {

    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FINAL = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int NORMAL = 1_000;
    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int MOST_FROM_CLIENT = 1 << 20;

    private WebSocketFrames() {}

    /** What the server answers to the client's key. */
    static String accept(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(digest.digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** A text in one frame. */
    static void text(byte[] text, Packet into) {
        frame(TEXT, text, into);
    }

    /** That nothing follows. */
    static void close(Packet into) {
        frame(CLOSE, new byte[] {(byte) (NORMAL >> 8), (byte) NORMAL}, into);
    }

    private static void frame(int kind, byte[] payload, Packet into) {
        into.add(head(kind, payload.length));
        into.add(payload);
    }

    private static byte[] head(int kind, int length) {
        int first = FINAL | kind;
        if (length < SHORT) {
            return bytes(first, length);
        }
        if (length < 1 << 16) {
            return bytes(first, SHORT, length >> 8, length);
        }
        return bytes(first, LONG, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Reads what the client says until it says close or has gone; pings are answered. */
    static void read(DataReader reader, Consumer<byte[]> answer) {
        try {
            while (true) {
                int kind = reader.read() & 0x0F;
                int second = reader.read() & 0xFF;
                long length = length(reader, second & 0x7F);
                var mask = (second & 0x80) == 0 ? new byte[4] : reader.readBytes(4);
                if (length > MOST_FROM_CLIENT) {
                    return;
                }
                var payload = reader.readBytes((int) length);
                if (kind == CLOSE) {
                    return;
                }
                if (kind == PING && length < SHORT) {
                    for (int i = 0; i < payload.length; i++) {
                        payload[i] ^= mask[i % 4];
                    }
                    var pong = new Packet();
                    frame(PONG, payload, pong);
                    answer.accept(pong.take());
                }
            }
        } catch (RuntimeException e) {
            // It has gone, or the connection was closed here.
        }
    }

    private static long length(DataReader reader, int first) {
        int bytes = first == SHORT ? 2 : first == LONG ? 8 : 0;
        long length = bytes == 0 ? first : 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | (reader.read() & 0xFF);
        }
        return length < 0 ? Long.MAX_VALUE : length;
    }
}
