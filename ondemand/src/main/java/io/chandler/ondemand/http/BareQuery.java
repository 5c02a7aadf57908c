package io.chandler.ondemand.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One request over a connection of its own, for addresses that end with a bare question mark: BOSH's own clients send
 * it with some calls, and the JDK's client leaves it out.
 */
final class BareQuery {

    private static final int LONGEST_LINE = 65_536;
    private static final int CONNECT = 30_000;

    private final SSLContext context;
    private final Optional<InetSocketAddress> relay;
    private final Optional<String> relayPassword;
    private final Duration timeout;
    private final long largest;

    BareQuery(
            SSLContext context,
            Optional<InetSocketAddress> relay,
            Optional<String> relayPassword,
            Duration timeout,
            long largest) {
        this.context = context;
        this.relay = relay;
        this.relayPassword = relayPassword;
        this.timeout = timeout;
        this.largest = largest;
    }

    /** Whether a request is one of those. */
    static boolean isNeeded(HttpCall call) {
        return "".equals(call.uri().getRawQuery()) && "https".equals(call.uri().getScheme());
    }

    HttpReply exchange(HttpCall call) throws IOException {
        var host = call.uri().getHost();
        int port = call.uri().getPort() < 0 ? 443 : call.uri().getPort();
        try (var plain = connect(host, port);
                var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout((int) timeout.toMillis());
            socket.startHandshake();
            var output = socket.getOutputStream();
            output.write(head(call, host + ":" + port));
            output.write(call.body().orElse(new byte[0]));
            output.flush();
            return reply(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private Socket connect(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(relay.orElseGet(() -> new InetSocketAddress(host, port)), CONNECT);
            if (relay.isPresent()) {
                socket.setSoTimeout(CONNECT);
                var connect = "CONNECT " + host + ":" + port + " HTTP/1.1\r\nProxy-Authorization: "
                        + relayPassword.orElse("") + "\r\n\r\n";
                socket.getOutputStream().write(connect.getBytes(StandardCharsets.US_ASCII));
                var input = socket.getInputStream();
                if (!line(input).startsWith("HTTP/1.1 200 ") || !line(input).isEmpty()) {
                    throw new IOException("the proxy does not lead there");
                }
            }
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static byte[] head(HttpCall call, String authority) {
        var head = new StringBuilder()
                .append(call.method())
                .append(' ')
                .append(call.uri().getRawPath())
                .append("? HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\nConnection: close\r\nContent-Length: ")
                .append(call.body().map(body -> body.length).orElse(0))
                .append("\r\n");
        call.headers()
                .forEach((name, value) -> head.append(name)
                        .append(": ")
                        .append(value.replaceAll("[\r\n]", ""))
                        .append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private HttpReply reply(InputStream input) throws IOException {
        int status = 100;
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        while (status / 100 == 1) {
            status = status(line(input));
            headers.clear();
            for (var line = line(input); !line.isEmpty(); line = line(input)) {
                var parts = line.split(":", 2);
                headers.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(parts.length > 1 ? parts[1].strip() : "");
            }
        }
        return new HttpReply(status, HttpHeaders.of(headers, (_, _) -> true), body(input, status, headers));
    }

    private static int status(String line) throws IOException {
        var parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("[1-9]\\d\\d")) {
            throw new IOException("not HTTP");
        }
        return Integer.parseInt(parts[1]);
    }

    private byte[] body(InputStream input, int status, Map<String, List<String>> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        var length = headers.getOrDefault("content-length", List.of()).stream().findFirst();
        try {
            if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
                return chunks(input);
            }
            return length.isPresent() ? exactly(input, Long.parseLong(length.get())) : upToEnd(input);
        } catch (NumberFormatException e) {
            throw new IOException("not HTTP", e);
        }
    }

    private byte[] chunks(InputStream input) throws IOException {
        var whole = new ByteArrayOutputStream();
        while (true) {
            long size = Long.parseLong(line(input).split(";", 2)[0].strip(), 16);
            if (size == 0) {
                return whole.toByteArray();
            }
            limit(whole.size() + size);
            whole.write(exactly(input, size));
            line(input);
        }
    }

    private byte[] exactly(InputStream input, long length) throws IOException {
        limit(length);
        var bytes = input.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private byte[] upToEnd(InputStream input) throws IOException {
        var bytes = input.readNBytes((int) Math.min(largest + 1, Integer.MAX_VALUE - 8));
        limit(bytes.length);
        return bytes;
    }

    private void limit(long length) throws IOException {
        if (length < 0 || length > largest) {
            throw new IOException(HttpConnections.TOO_LARGE);
        }
    }

    private static String line(InputStream input) throws IOException {
        var text = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0 || text.length() > LONGEST_LINE) {
                throw new EOFException();
            }
            text.append((char) next);
        }
        return text.toString().stripTrailing();
    }
}
