package io.chandler.ondemand.http;

import io.chandler.ondemand.configuration.ConfigurationException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which servers are believed. */
public final class Trust {

    private static final List<String> SYSTEM_FILES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private final X509ExtendedTrustManager manager;

    private Trust(X509ExtendedTrustManager manager) {
        this.manager = manager;
    }

    /**
     * The authorities of a PEM text alone, or the system's roots where there is none.
     *
     * @param key of the configuration that the text comes from
     * @throws ConfigurationException if it is not PEM
     */
    public static Trust only(String key, Optional<String> pem) {
        return new Trust(pem.map(text -> managerOf(certificates(key, text))).orElseGet(() -> new Chain(List.of())));
    }

    /** The system's roots and the authorities of PEM texts; see {@link #only}. */
    public static Trust systemAnd(String key, List<String> pems) {
        var own = pems.stream().flatMap(pem -> certificates(key, pem).stream()).toList();
        return new Trust(new Chain(own.isEmpty() ? List.of() : List.of(managerOf(own))));
    }

    /** Every server, whatever its certificate says: for the keys that ask for it by name. */
    public static Trust everything() {
        return new Trust(new Everything());
    }

    /** A context of TLS that believes them. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    private static List<X509Certificate> certificates(String key, String pem) {
        try {
            return Pem.certificates(pem);
        } catch (CertificateException _) {
            throw new ConfigurationException(key + " must be a certificate in PEM");
        }
    }

    private static X509ExtendedTrustManager managerOf(List<X509Certificate> certificates) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry(String.valueOf(i), certificates.get(i));
            }
            return manager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot keep certificates", e);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no trust manager"));
    }

    /** The operating system's authorities, to which an operator adds his own; the JDK's where it has none. */
    private static X509ExtendedTrustManager system() {
        var variable = Optional.ofNullable(System.getenv("SSL_CERT_FILE")).filter(text -> !text.isEmpty());
        var files = Stream.concat(variable.stream(), SYSTEM_FILES.stream())
                .map(Path::of)
                .filter(Files::isReadable);
        try {
            var file = files.findFirst();
            return file.isPresent() ? managerOf(Pem.certificates(Files.readString(file.get()))) : manager(null);
        } catch (IOException | CertificateException _) {
            return managerOfTheJdk();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no authorities", e);
        }
    }

    private static X509ExtendedTrustManager managerOfTheJdk() {
        try {
            return manager(null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no authorities", e);
        }
    }

    /** Read when it is asked for. */
    private static final class SystemRoots {
        private static final X509ExtendedTrustManager MANAGER = system();
    }

    @FunctionalInterface
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    /** Own authorities first; the system's, which take a while to read, only where those do not know the server. */
    private static final class Chain extends X509ExtendedTrustManager {

        private final List<X509ExtendedTrustManager> own;

        private Chain(List<X509ExtendedTrustManager> own) {
            this.own = List.copyOf(own);
        }

        private void check(Check check) throws CertificateException {
            if (own.isEmpty()) {
                check.by(SystemRoots.MANAGER);
                return;
            }
            try {
                check.by(own.getFirst());
            } catch (CertificateException failure) {
                try {
                    check.by(SystemRoots.MANAGER);
                } catch (CertificateException _) {
                    throw failure;
                }
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, type));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            var all = new ArrayList<X509Certificate>();
            own.forEach(manager -> all.addAll(List.of(manager.getAcceptedIssuers())));
            return all.toArray(X509Certificate[]::new);
        }
    }

    /** An extended manager is not followed by a check of the host's name. */
    private static final class Everything extends X509ExtendedTrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
