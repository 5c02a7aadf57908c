package io.chandler.server.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that passes each accepted connection to the context of the moment, prepares the socket that is put on
 * it, and answers {@link ClearText}.
 */
final class ListenerContext extends SSLContext {

    /** @param current asked for each connection; the first is the kind of all */
    ListenerContext(Supplier<SSLContext> current, BiConsumer<SSLSocket, Socket> prepare) {
        super(
                new Provider(current, prepare),
                current.get().getProvider(),
                current.get().getProtocol());
    }

    private static final class Provider extends SSLContextSpi {

        private final Supplier<SSLContext> current;
        private final Sockets sockets;

        Provider(Supplier<SSLContext> current, BiConsumer<SSLSocket, Socket> prepare) {
            this.current = current;
            this.sockets = new Sockets(current, prepare);
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("the context is ready");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return sockets;
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return current.get().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return current.get().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return current.get().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current.get().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current.get().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return current.get().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return current.get().getSupportedSSLParameters();
        }
    }

    private static final class Sockets extends SSLSocketFactory {

        private final Supplier<SSLContext> current;
        private final BiConsumer<SSLSocket, Socket> prepare;

        Sockets(Supplier<SSLContext> current, BiConsumer<SSLSocket, Socket> prepare) {
            this.current = current;
            this.prepare = prepare;
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable InputStream consumed, boolean autoClose)
                throws IOException {
            var first = consumed == null ? new ClearText(accepted) : consumed;
            var socket = (SSLSocket) current.get().getSocketFactory().createSocket(accepted, first, autoClose);
            prepare.accept(socket, accepted);
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return current.get().getSocketFactory().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return current.get().getSocketFactory().getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            throw onlyAccepted();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw onlyAccepted();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw onlyAccepted();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw onlyAccepted();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw onlyAccepted();
        }

        private static IOException onlyAccepted() {
            return new IOException("this context is for accepted connections only");
        }
    }
}
