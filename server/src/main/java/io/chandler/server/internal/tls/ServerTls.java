package io.chandler.server.internal.tls;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS of the listener: its certificates may be replaced while it runs, and its handshakes must end in time. */
public final class ServerTls implements AutoCloseable {

    private final String clientAuthentication;
    private final Duration patience;
    private final SSLContext context;
    private final DelayQueue<Handshake> handshakes = new DelayQueue<>();
    private final Thread guard;
    /** Made anew from changed files: its sessions, which its clients resume without being checked, end with it. */
    private volatile SSLContext current;

    private ServerTls(TlsFiles files, Duration patience) {
        clientAuthentication = files.clientAuthentication();
        this.patience = patience;
        current = KeyMaterial.read(files);
        context = new ListenerContext(() -> current, this::prepare);
        guard = Thread.ofVirtual().name("chandler-handshakes").start(this::endLateHandshakes);
    }

    /** TLS as configured; empty without a certificate. */
    public static Optional<ServerTls> of(Configuration configuration) {
        return TlsFiles.of(configuration).map(files -> of(files, configuration.get(Keys.LIMIT_REQUEST_TIME)));
    }

    /**
     * TLS with these files.
     *
     * @param patience how long a handshake may take
     */
    public static ServerTls of(TlsFiles files, Duration patience) {
        return new ServerTls(files, patience);
    }

    /** The context of the listener. */
    public SSLContext context() {
        return context;
    }

    /** Files whose change may change the certificates. */
    public static List<Path> files(Configuration configuration) {
        return TlsFiles.of(configuration).map(TlsFiles::all).orElseGet(List::of);
    }

    /**
     * Reads the files again, for new connections, also of clients that come back with a session of before; with a
     * mistake in them, all stays as it is.
     */
    public void reload(Configuration configuration) {
        TlsFiles.of(configuration).ifPresent(this::reload);
    }

    /** The same with these files. */
    public void reload(TlsFiles files) {
        current = KeyMaterial.read(files);
    }

    private void prepare(SSLSocket socket, Socket accepted) {
        switch (clientAuthentication) {
            case "required" -> socket.setNeedClientAuth(true);
            case "optional" -> socket.setWantClientAuth(true);
            default -> socket.setWantClientAuth(false);
        }
        handshakes.add(new Handshake(
                new WeakReference<>(socket), new WeakReference<>(accepted), System.nanoTime() + patience.toNanos()));
    }

    private void endLateHandshakes() {
        try {
            while (true) {
                handshakes.take().endIfLate();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        guard.interrupt();
    }

    /** A connection that must be past its handshake at its time, if it is still there. */
    private record Handshake(WeakReference<SSLSocket> socket, WeakReference<Socket> accepted, long end)
            implements Delayed {

        void endIfLate() {
            var late = socket.get();
            var connection = accepted.get();
            if (late != null && connection != null && late.getApplicationProtocol() == null) {
                try {
                    connection.close();
                } catch (IOException e) {
                    // It is gone already.
                }
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
