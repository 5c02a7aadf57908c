package io.chandler.server.internal.tls;

import io.chandler.server.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The server's certificate and key, and the authorities of its clients, as files hold them. */
final class KeyMaterial {

    private static final char[] NO_PASSWORD = new char[0];

    private KeyMaterial() {}

    /**
     * A context of what the files hold now, without any session yet. It trusts nobody where clients are not asked for
     * certificates.
     *
     * @throws ConfigurationException if a file cannot be used
     */
    static SSLContext read(TlsFiles files) {
        try {
            var chain = Pem.certificates(files.certificate());
            var key = Pem.privateKey(files.key(), chain.getFirst().getPublicKey());
            var keys = emptyStore();
            keys.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, NO_PASSWORD);
            var authorities = files.clientCa();
            var context = SSLContext.getInstance("TLS");
            context.init(
                    factory.getKeyManagers(),
                    authorities.isPresent() ? trust(authorities.get()) : new TrustManager[] {new TrustNobody()},
                    null);
            return context;
        } catch (Pem.Unusable e) {
            throw new ConfigurationException(files.section(), List.of(String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigurationException(
                    files.section(), List.of("the certificate and key cannot be used together"));
        }
    }

    private static TrustManager[] trust(Path file) throws Pem.Unusable, GeneralSecurityException, IOException {
        var store = emptyStore();
        var certificates = Pem.certificates(file);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority" + i, certificates.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
