package io.chandler.server.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.BiConsumer;
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

/** A TLS context that prepares each socket that is put on an accepted connection, and answers {@link ClearText}. */
final class ListenerContext extends SSLContext {

    ListenerContext(SSLContext context, BiConsumer<SSLSocket, Socket> prepare) {
        super(new Provider(context, prepare), context.getProvider(), context.getProtocol());
    }

    private static final class Provider extends SSLContextSpi {

        private final SSLContext context;
        private final Sockets sockets;

        Provider(SSLContext context, BiConsumer<SSLSocket, Socket> prepare) {
            this.context = context;
            this.sockets = new Sockets(context.getSocketFactory(), prepare);
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
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }

    private static final class Sockets extends SSLSocketFactory {

        private final SSLSocketFactory factory;
        private final BiConsumer<SSLSocket, Socket> prepare;

        Sockets(SSLSocketFactory factory, BiConsumer<SSLSocket, Socket> prepare) {
            this.factory = factory;
            this.prepare = prepare;
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable InputStream consumed, boolean autoClose)
                throws IOException {
            var first = consumed == null ? new ClearText(accepted) : consumed;
            var socket = (SSLSocket) factory.createSocket(accepted, first, autoClose);
            prepare.accept(socket, accepted);
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
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
