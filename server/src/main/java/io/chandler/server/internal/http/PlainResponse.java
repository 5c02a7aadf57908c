package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chandler.osb.HttpResponse;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.DateTime;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A response of HTTP/1.1 in the one piece in which it is sent: head and body, copied once. */
final class PlainResponse {

    private static final byte[] DATE = "Date: ".getBytes(US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(US_ASCII);
    private static final Map<Integer, byte[]> STATUS_LINES = new ConcurrentHashMap<>();

    /** Takes the bytes of a response. */
    @FunctionalInterface
    interface Sink {

        /** Has done with the bytes when it returns. */
        void take(byte[] bytes, int length);
    }

    private final byte[] bytes;
    private int at;

    private PlainResponse(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Sends a response to the client of the connection, which is closed after it unless it is kept. */
    static void send(HttpResponse response, boolean keep, ConnectionContext connection) {
        write(response, keep, (bytes, length) -> {
            try {
                connection.dataWriter().write(BufferData.createReadOnly(bytes, 0, length));
            } catch (SocketWriterException | UncheckedIOException e) {
                throw new ServerConnectionException("the response could not be written", e);
            }
        });
    }

    /**
     * Writes a response; the connection is closed after it unless it is kept.
     *
     * @throws IllegalArgumentException if a header holds anything but printable ASCII characters
     */
    static void write(HttpResponse response, boolean keep, Sink sink) {
        byte[] status = STATUS_LINES.computeIfAbsent(response.status(), PlainResponse::statusLine);
        byte[] date = DateTime.http1Bytes();
        var length = hasLength(response.status()) ? Integer.toString(response.body().length) : "";
        int head = status.length + DATE.length + date.length + 2;
        if (!length.isEmpty()) {
            head += LENGTH.length + length.length() + 2;
        }
        for (var header : response.headers()) {
            head += header.name().length() + header.value().length() + 4;
        }
        if (!keep) {
            head += CLOSE.length;
        }
        byte[] body = response.body();
        var plain = new PlainResponse(Buffers.take(head + body.length));
        plain.add(status);
        plain.add(DATE);
        plain.add(date);
        if (!length.isEmpty()) {
            plain.add(LENGTH);
            plain.add(length);
            plain.endLine();
        }
        for (var header : response.headers()) {
            plain.add(header.name());
            plain.bytes[plain.at++] = ':';
            plain.bytes[plain.at++] = ' ';
            plain.add(header.value());
            plain.endLine();
        }
        if (!keep) {
            plain.add(CLOSE);
        }
        plain.endLine();
        System.arraycopy(body, 0, plain.bytes, plain.at, body.length);
        sink.take(plain.bytes, plain.at + body.length);
        Buffers.giveBack(plain.bytes);
    }

    /** Whether the head tells the length: that of an answer without a body by its nature does not. */
    private static boolean hasLength(int status) {
        return status != 204 && status != 304;
    }

    private static byte[] statusLine(int status) {
        return ("HTTP/1.1 " + status + " " + Status.create(status).reasonPhrase() + "\r\n").getBytes(US_ASCII);
    }

    private void add(byte[] part) {
        System.arraycopy(part, 0, bytes, at, part.length);
        at += part.length;
    }

    private void add(String text) {
        int odd = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            odd |= (c - ' ') | ('~' - c);
            bytes[at + i] = (byte) c;
        }
        if (odd < 0) {
            throw new IllegalArgumentException("a header of a response must be printable ASCII text");
        }
        at += text.length();
    }

    private void endLine() {
        bytes[at++] = '\r';
        bytes[at++] = '\n';
    }
}
