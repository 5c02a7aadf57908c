package io.chandler.ondemand.commands;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a command trusts as broker: the platform's authorities and one more, or, if it must, anybody. */
final class Trust {

    private Trust() {}

    /**
     * A context of TLS; empty where the platform's own is meant.
     *
     * @param authority PEM of certificates; text without one adds none
     */
    static Optional<SSLContext> of(Optional<String> authority, boolean verification) {
        if (!verification) {
            return Optional.of(io.chandler.ondemand.http.Trust.everything().context());
        }
        return authority
                .filter(pem -> pem.contains("-----BEGIN CERTIFICATE-----"))
                .map(pem -> {
                    try {
                        return context(new Either(manager(store(pem)), manager(null)));
                    } catch (GeneralSecurityException | IOException e) {
                        throw new Failure(
                                "error getting a certificate pool to append our trusted cert to: " + e.getMessage());
                    }
                });
    }

    private static SSLContext context(TrustManager manager) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        int number = 0;
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        return store;
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("there is no trust manager for X.509");
    }

    /** Trusts what one of two trusts. */
    private static final class Either extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager first;
        private final X509ExtendedTrustManager second;

        private Either(X509ExtendedTrustManager first, X509ExtendedTrustManager second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            try {
                first.checkServerTrusted(chain, type, engine);
            } catch (CertificateException e) {
                second.checkServerTrusted(chain, type, engine);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            try {
                first.checkServerTrusted(chain, type, socket);
            } catch (CertificateException e) {
                second.checkServerTrusted(chain, type, socket);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            try {
                first.checkServerTrusted(chain, type);
            } catch (CertificateException e) {
                second.checkServerTrusted(chain, type);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("there are no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("there are no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("there are no clients");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
