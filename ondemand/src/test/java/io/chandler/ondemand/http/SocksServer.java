package io.chandler.ondemand.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A SOCKS5 proxy that asks for user and password, and leads every name to this machine. */
final class SocksServer implements AutoCloseable {

    private final ServerSocket server;
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final String user;
    private final String password;

    SocksServer(String user, String password) throws IOException {
        this.user = user;
        this.password = password;
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var client = server.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    List<String> targets() {
        return targets;
    }

    private void serve(Socket client) {
        try (client) {
            var input = new DataInputStream(client.getInputStream());
            var output = client.getOutputStream();
            input.readByte();
            input.readFully(new byte[input.readUnsignedByte()]);
            output.write(new byte[] {5, 2});
            input.readByte();
            var caller = text(input);
            var secret = text(input);
            boolean known = caller.equals(user) && secret.equals(password);
            output.write(new byte[] {1, (byte) (known ? 0 : 1)});
            if (!known) {
                return;
            }
            input.readFully(new byte[4]);
            var name = text(input);
            int port = input.readUnsignedShort();
            targets.add(name + ":" + port);
            try (var target = new Socket("localhost", port)) {
                output.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                var back = Thread.ofVirtual().start(() -> copy(target, client));
                copy(client, target);
                back.join();
            }
        } catch (IOException | InterruptedException ended) {
            // A connection of a test is over.
        }
    }

    private static String text(DataInputStream input) throws IOException {
        var bytes = new byte[input.readUnsignedByte()];
        input.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // A connection of a test is over.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
