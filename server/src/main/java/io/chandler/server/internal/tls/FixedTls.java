package io.chandler.server.internal.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS of a listener with one certificate, for as long as it runs. */
public final class FixedTls {

    private static final char[] NO_PASSWORD = new char[0];

    /** Forward secrecy and authenticated encryption only. */
    private static final String[] SUITES = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    };

    private FixedTls() {}

    /**
     * A context for accepted connections, which knows TLS 1.2 and 1.3.
     *
     * @throws IllegalArgumentException if the files cannot be used; the message is a sentence without their content
     */
    public static SSLContext context(Path certificate, Path key) {
        try {
            var chain = Pem.certificates(certificate);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry(
                    "server",
                    Pem.privateKey(key, chain.getFirst().getPublicKey()),
                    NO_PASSWORD,
                    chain.toArray(Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            var plain = SSLContext.getInstance("TLS");
            plain.init(factory.getKeyManagers(), null, null);
            return new ListenerContext(() -> plain, (socket, _) -> {
                socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                socket.setEnabledCipherSuites(SUITES);
            });
        } catch (Pem.Unusable e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the certificate and key cannot be used together", e);
        }
    }
}
