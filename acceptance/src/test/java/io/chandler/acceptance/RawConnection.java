package io.chandler.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** A connection on which anything may be sent. */
final class RawConnection implements AutoCloseable {

    /** The connection was closed without an answer. */
    static final int CLOSED = 0;

    private final Socket socket;
    private final String authorization;

    RawConnection(Site site) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), site.port());
        socket.setSoTimeout(20_000);
        var user = Site.USER + ":" + site.password();
        authorization = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes. @return whether the other side still takes them */
    boolean send(byte[] bytes) {
        try {
            OutputStream stream = socket.getOutputStream();
            stream.write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first lines of a request that is allowed in, without the empty line. */
    String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + authorization
                + "\r\nX-Broker-API-Version: 2.17\r\nContent-Type: application/json\r\n";
    }

    /** The status of the answer, or {@link #CLOSED}. */
    int status() {
        try {
            var line = socket.getInputStream().readNBytes(12);
            return line.length < 12 ? CLOSED : Integer.parseInt(new String(line, 9, 3, StandardCharsets.ISO_8859_1));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Neither answered nor closed", e);
        } catch (IOException e) {
            return CLOSED;
        }
    }

    /** Whether the other side closes the connection, after whatever it answers. */
    boolean closed() {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The whole answer, whose length must be told. */
    String answer() throws IOException {
        var stream = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) stream.read());
        }
        var length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
        return head + new String(stream.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
