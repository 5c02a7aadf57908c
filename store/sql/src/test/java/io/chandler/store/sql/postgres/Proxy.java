package io.chandler.store.sql.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server, and can cut their connections, refuse new ones, or lead to another server. */
final class Proxy implements AutoCloseable {

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean away;

    Proxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                if (away) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // Closed, or the server does not answer: the next one may.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        sockets.add(client);
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> copy(client, server));
            Thread.ofVirtual().start(() -> copy(server, client));
        } catch (IOException e) {
            close(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Cuts all connections. */
    void cut() {
        sockets.forEach(Proxy::close);
    }

    /** Cuts all connections and lets none through any more. */
    void leave() {
        away = true;
        cut();
    }

    /** Lets connections through again. */
    void comeBack() {
        away = false;
    }

    /** Leads to another server from now on. */
    void leadTo(int port) {
        target = port;
        cut();
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
