package io.chandler.store.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a store and etcd, and breaks connections or holds back answers. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean answersLost;

    CuttingProxy(int target) throws IOException {
        this.target = target;
        executor.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks all connections; new ones are taken. */
    void cut() {
        sockets.forEach(CuttingProxy::close);
        sockets.clear();
    }

    /** From now on requests go through, and answers do not come back. */
    void loseAnswers() {
        answersLost = true;
    }

    /** Lets answers through again, on new connections. */
    void heal() {
        answersLost = false;
        cut();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var etcd = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                etcd.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(etcd);
                executor.execute(() -> copy(client, etcd, false));
                executor.execute(() -> copy(etcd, client, true));
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        try {
            var buffer = new byte[65536];
            var input = from.getInputStream();
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                if (!answers || !answersLost) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        executor.shutdownNow();
    }
}
