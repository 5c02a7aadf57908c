package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chandler.osb.HttpResponse;
import io.helidon.http.DateTime;
import io.helidon.http.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A response of HTTP/1.1 in the one piece in which it is sent: head and body, copied once. */
final class PlainResponse {

    private static final byte[] DATE = "Date: ".getBytes(US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(US_ASCII);
    private static final Map<Integer, byte[]> STATUS_LINES = new ConcurrentHashMap<>();

    private final byte[] bytes;
    private int at;

    private PlainResponse(int head, byte[] body) {
        bytes = new byte[head + body.length];
        System.arraycopy(body, 0, bytes, head, body.length);
    }

    /**
     * The bytes of a response; the connection is closed after it unless it is kept.
     *
     * @throws IllegalArgumentException if a header holds anything but printable ASCII characters
     */
    static byte[] of(HttpResponse response, boolean keep) {
        byte[] status = STATUS_LINES.computeIfAbsent(response.status(), PlainResponse::statusLine);
        byte[] date = DateTime.http1Bytes();
        var length = Integer.toString(response.body().length);
        int head = status.length + DATE.length + date.length + LENGTH.length + length.length() + 4;
        for (var header : response.headers()) {
            head += header.name().length() + header.value().length() + 4;
        }
        var plain = new PlainResponse(keep ? head : head + CLOSE.length, response.body());
        plain.add(status);
        plain.add(DATE);
        plain.add(date);
        plain.add(LENGTH);
        plain.add(length);
        plain.endLine();
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
        return plain.bytes;
    }

    private static byte[] statusLine(int status) {
        return ("HTTP/1.1 " + status + " " + Status.create(status).reasonPhrase() + "\r\n").getBytes(US_ASCII);
    }

    private void add(byte[] part) {
        System.arraycopy(part, 0, bytes, at, part.length);
        at += part.length;
    }

    private void add(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("a header of a response must be printable ASCII text");
            }
            bytes[at++] = (byte) c;
        }
    }

    private void endLine() {
        bytes[at++] = '\r';
        bytes[at++] = '\n';
    }
}
