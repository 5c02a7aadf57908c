package io.chandler.server.internal.tls;

import io.chandler.server.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The server's certificate and key, and the authorities of its clients, as the files hold them at one moment.
 *
 * @param authorities empty where clients are not asked for certificates
 */
record KeyMaterial(X509ExtendedKeyManager identity, Optional<X509ExtendedTrustManager> authorities) {

    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Reads the files.
     *
     * @throws ConfigurationException if a file cannot be used
     */
    static KeyMaterial read(TlsFiles files) {
        try {
            var chain = Pem.certificates(files.certificate());
            var key = Pem.privateKey(files.key(), chain.getFirst().getPublicKey());
            var keys = emptyStore();
            keys.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, NO_PASSWORD);
            var authorities = files.clientCa();
            return new KeyMaterial(
                    first(factory.getKeyManagers(), X509ExtendedKeyManager.class),
                    authorities.isPresent() ? Optional.of(trust(authorities.get())) : Optional.empty());
        } catch (Pem.Unusable e) {
            throw new ConfigurationException(files.section(), List.of(String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigurationException(
                    files.section(), List.of("the certificate and key cannot be used together"));
        }
    }

    private static X509ExtendedTrustManager trust(Path file)
            throws Pem.Unusable, GeneralSecurityException, IOException {
        var store = emptyStore();
        var certificates = Pem.certificates(file);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority" + i, certificates.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return first(factory.getTrustManagers(), X509ExtendedTrustManager.class);
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static <T> T first(Object[] managers, Class<T> type) {
        return Arrays.stream(managers)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
