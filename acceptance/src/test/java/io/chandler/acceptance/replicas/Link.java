package io.chandler.acceptance.replicas;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way from one replica to one server of the store. It can be cut: connections end, or nothing arrives any more. */
final class Link implements AutoCloseable {

    private enum State {
        OPEN,
        SILENT,
        REFUSING
    }

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private State state = State.OPEN;

    Link(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("link").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                Thread.ofVirtual().name("link").start(() -> connect(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket client) {
        try {
            sockets.add(client);
            awaitOpen();
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().name("link").start(() -> copy(client, server));
            Thread.ofVirtual().name("link").start(() -> copy(server, client));
        } catch (IOException e) {
            end(client);
        }
    }

    private void copy(Socket from, Socket to) {
        var buffer = new byte[16_384];
        try {
            for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
                awaitOpen();
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            end(from);
            end(to);
        }
    }

    private synchronized void awaitOpen() throws IOException {
        try {
            while (state == State.SILENT) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (state == State.REFUSING) {
            throw new IOException("cut");
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }

    /** Ends all connections and lets none come about. */
    void refuse() {
        become(State.REFUSING);
        Set.copyOf(sockets).forEach(this::end);
    }

    /** Lets nothing through, as a network without a route: nobody is told. What was sent arrives when it is open again. */
    void silence() {
        become(State.SILENT);
    }

    void open() {
        become(State.OPEN);
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        refuse();
    }
}
