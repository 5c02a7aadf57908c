package io.chandler.server.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The first byte of a connection that should speak TLS, and nothing after it. A client that speaks HTTP in clear is told
 * so with 400, instead of meeting a connection that breaks.
 */
final class ClearText extends InputStream {

    private static final String SENTENCE = "Client sent an HTTP request to an HTTPS server.\n";
    private static final byte[] ANSWER = ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Content-Length: " + SENTENCE.length() + "\r\nConnection: close\r\n\r\n" + SENTENCE)
            .getBytes(StandardCharsets.US_ASCII);

    private final Socket accepted;
    private boolean read;

    ClearText(Socket accepted) {
        this.accepted = accepted;
    }

    @Override
    public int read() throws IOException {
        if (read) {
            return -1;
        }
        read = true;
        var input = accepted.getInputStream();
        int first = input.read();
        // Every method of HTTP begins with a capital letter, and no record of TLS does.
        if (first < 'A' || first > 'Z') {
            return first;
        }
        accepted.getOutputStream().write(ANSWER);
        accepted.shutdownOutput();
        // What is left unread would break the connection before the client has read the answer.
        input.skipNBytes(input.available());
        throw new IOException("the client speaks HTTP in clear");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int first = read();
        if (first < 0) {
            return -1;
        }
        bytes[offset] = (byte) first;
        return 1;
    }
}
