package io.chandler.ondemand.http;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Leads the connections of this process through a SOCKS5 proxy, which the JDK's client does not speak: an HTTP proxy on
 * the loopback interface for CONNECT alone, and only for who knows its password. Names are resolved by the SOCKS proxy.
 */
final class SocksRelay implements AutoCloseable {

    private static final int TIMEOUT = 30_000;
    private static final int LONGEST_HEAD = 16_384;
    private static final int VERSION = 5;
    private static final int WITHOUT_USER = 0;
    private static final int WITH_USER = 2;

    private final String host;
    private final int port;
    private final Optional<PasswordAuthentication> user;
    private final ServerSocket server;
    private final String password;

    SocksRelay(String host, int port, Optional<PasswordAuthentication> user) throws IOException {
        this.host = host;
        this.port = port;
        this.user = user;
        this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        var secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        this.password = "Relay " + HexFormat.of().formatHex(secret);
        Thread.ofVirtual().name("socks-relay").start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    /** The value of {@code Proxy-Authorization}; its own scheme, for the client keeps Basic from tunnels. */
    String password() {
        return password;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().name("socks-relay").start(() -> serve(client));
            } catch (IOException _) {
                // Closed, or that one client went away.
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var proxy = new Socket()) {
            client.setTcpNoDelay(true);
            var head = head(client.getInputStream()).split("\r\n", -1);
            var target = target(head);
            if (target.isEmpty()) {
                answer(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            proxy.setTcpNoDelay(true);
            try {
                proxy.connect(new InetSocketAddress(host, port), TIMEOUT);
                proxy.setSoTimeout(TIMEOUT);
                open(proxy, target.get());
                proxy.setSoTimeout(0);
            } catch (IOException _) {
                answer(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            answer(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            var back = Thread.ofVirtual().start(() -> copy(proxy, client));
            copy(client, proxy);
            back.join();
        } catch (IOException _) {
            // The client sees its connection end.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream input) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = input.read();
            if (next < 0 || text.length() >= LONGEST_HEAD) {
                throw new EOFException();
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private Optional<String> target(String[] head) {
        var line = head[0].split(" ", -1);
        boolean known = false;
        for (var header : head) {
            var parts = header.split(":", 2);
            known |= parts[0].equalsIgnoreCase("Proxy-Authorization")
                    && parts.length > 1
                    && MessageDigest.isEqual(bytes(parts[1].strip()), bytes(password));
        }
        return known && line.length == 3 && line[0].equals("CONNECT") ? Optional.of(line[1]) : Optional.empty();
    }

    /** RFC 1928 and, for the user, RFC 1929. */
    private void open(Socket proxy, String target) throws IOException {
        var output = proxy.getOutputStream();
        var input = new DataInputStream(proxy.getInputStream());
        output.write(new byte[] {VERSION, 1, (byte) (user.isPresent() ? WITH_USER : WITHOUT_USER)});
        require(input.readByte() == VERSION);
        int method = input.readByte();
        if (method == WITH_USER && user.isPresent()) {
            authenticate(output, input, user.get());
        } else {
            require(method == WITHOUT_USER);
        }
        int colon = target.lastIndexOf(':');
        require(colon > 0);
        var name = bytes(target.substring(0, colon).replaceAll("[\\[\\]]", ""));
        int targetPort = Integer.parseInt(target, colon + 1, target.length(), 10);
        require(name.length < 256);
        output.write(new byte[] {VERSION, 1, 0, 3, (byte) name.length});
        output.write(name);
        output.write(new byte[] {(byte) (targetPort >> 8), (byte) targetPort});
        require(input.readByte() == VERSION);
        require(input.readByte() == 0);
        input.readByte();
        int length = switch (input.readByte()) {
            case 1 -> 4;
            case 3 -> input.readUnsignedByte();
            case 4 -> 16;
            default -> throw new IOException("not SOCKS5");
        };
        input.readFully(new byte[length + 2]);
    }

    private static void authenticate(OutputStream output, DataInputStream input, PasswordAuthentication user)
            throws IOException {
        var name = bytes(user.getUserName());
        var secret = bytes(new String(user.getPassword()));
        require(name.length < 256 && secret.length < 256);
        output.write(1);
        output.write(name.length);
        output.write(name);
        output.write(secret.length);
        output.write(secret);
        input.readByte();
        require(input.readByte() == 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void require(boolean right) throws IOException {
        if (!right) {
            throw new IOException("the SOCKS proxy refused");
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
