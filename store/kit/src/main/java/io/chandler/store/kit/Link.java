package io.chandler.store.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way from a store to its server on this machine, for tests of what happens when it fails. Connections to its port
 * are led to the server, until they are cut or nothing comes through. Thread-safe.
 */
public final class Link implements AutoCloseable {

    private enum State {
        OPEN,
        SILENT,
        LOSING_ANSWERS,
        REFUSING
    }

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private State state = State.OPEN;

    /** An open way to the server on a port of the loopback interface. */
    public Link(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("link").start(this::accept);
    }

    /** Where the way begins, on the loopback interface. */
    public int port() {
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
            var _ = awaitOpen();
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().name("link").start(() -> copy(client, server, false));
            Thread.ofVirtual().name("link").start(() -> copy(server, client, true));
        } catch (IOException e) {
            end(client);
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        var buffer = new byte[16_384];
        try {
            for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
                if (awaitOpen() == State.OPEN || !answers) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            end(from);
            end(to);
        }
    }

    private synchronized State awaitOpen() throws IOException {
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
        return state;
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use in any case.
        }
    }

    /** Ends all connections; new ones come about as before. */
    public void cut() {
        Set.copyOf(sockets).forEach(this::end);
    }

    /** Ends all connections and lets none come about. */
    public void refuse() {
        become(State.REFUSING);
        cut();
    }

    /** Lets nothing through, as a network without a route: nobody is told. What was sent arrives when it is open again. */
    public void silence() {
        become(State.SILENT);
    }

    /** Lets requests through, and loses what the server sends. */
    public void loseAnswers() {
        become(State.LOSING_ANSWERS);
    }

    /** Lets everything through again. */
    public void open() {
        become(State.OPEN);
    }

    /** Ends all connections; new ones lead to another server. */
    public void leadTo(int port) {
        target = port;
        cut();
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    /** Ends all connections, and the way. */
    @Override
    public void close() throws IOException {
        listening.close();
        refuse();
    }
}
