package io.chandler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;

/** An HTTP/1.1 client that sends exactly the bytes that it is given. */
final class Raw implements AutoCloseable {

    static final String AUTHORIZATION =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("cf:secret".getBytes(ISO_8859_1)) + "\r\n";

    /** Everything that a valid request to the API has after its first line. */
    static final String HEADERS = "Host: broker\r\nX-Broker-API-Version: 2.17\r\n" + AUTHORIZATION;

    private final Socket socket;

    Raw(URI address) {
        this(connect(address));
    }

    Raw(Socket socket) {
        this.socket = socket;
    }

    private static Socket connect(URI address) {
        try {
            var socket = new Socket(address.getHost(), address.getPort());
            socket.setSoTimeout(20_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request and reads its response to the end. */
    static String exchange(URI address, String request) {
        try (var raw = new Raw(address)) {
            raw.send(request);
            return raw.response();
        }
    }

    void send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next response, head and body; what there is of it where the connection ends early. */
    String response() {
        var bytes = new ByteArrayOutputStream();
        try {
            var in = socket.getInputStream();
            int length = -1;
            while (length < 0 || bytes.size() < length) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                bytes.write(next);
                if (length < 0 && next == '\n' && bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                    length = bytes.size() + contentLength(bytes.toString(ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The server has closed the connection.
        }
        return bytes.toString(ISO_8859_1);
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .map(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    /** Whether the server has closed the connection; waits for up to 20 seconds. */
    boolean closed() {
        try {
            int next = socket.getInputStream().read();
            while (next >= 0) {
                next = socket.getInputStream().read();
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
