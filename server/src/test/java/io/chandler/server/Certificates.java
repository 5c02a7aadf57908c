package io.chandler.server;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate with its key, signed by itself, made by the JDK's keytool. */
record Certificates(PrivateKey key, Certificate certificate) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** @param algorithm such as EC or RSA */
    static Certificates make(Path folder, String name, String algorithm) throws Exception {
        var store = folder.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var process = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-keypass",
                        "changeit"))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(store.toFile())) {
            keys.load(in, PASSWORD);
        }
        return new Certificates((PrivateKey) keys.getKey(name, PASSWORD), keys.getCertificate(name));
    }

    static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    void write(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
        Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
    }

    /** The key in the form of PKCS#1 or SEC 1: what is inside PKCS#8. */
    byte[] bareKey() {
        var pkcs8 = new ByteArrayInputStream(key.getEncoded());
        element(pkcs8, false);
        element(pkcs8, true);
        element(pkcs8, true);
        element(pkcs8, false);
        return pkcs8.readAllBytes();
    }

    /** Reads the head of the next element of DER, and skips its content. */
    private static void element(ByteArrayInputStream der, boolean skip) {
        der.read();
        int length = der.read();
        if (length >= 0x80) {
            int bytes = length & 0x7F;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | der.read();
            }
        }
        if (skip) {
            der.skip(length);
        }
    }

    /** A client's context that trusts the server's certificate, and shows one of its own. */
    static SSLContext client(Certificates server, Certificates own) throws Exception {
        return client(server, own, () -> {});
    }

    /** @param signs called where it proves that the key is its own, as each handshake that resumes no session does */
    static SSLContext client(Certificates server, Certificates own, Runnable signs) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("server", server.certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var identity = KeyStore.getInstance("PKCS12");
        identity.load(null, PASSWORD);
        if (own != null) {
            identity.setKeyEntry("own", own.key, PASSWORD, new Certificate[] {own.certificate});
        }
        keys.init(identity, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        var counted = new Signing((X509ExtendedKeyManager) keys.getKeyManagers()[0], signs);
        context.init(new KeyManager[] {counted}, trust.getTrustManagers(), null);
        return context;
    }

    private static final class Signing extends X509ExtendedKeyManager {

        private final X509ExtendedKeyManager keys;
        private final Runnable signs;

        Signing(X509ExtendedKeyManager keys, Runnable signs) {
            this.keys = keys;
            this.signs = signs;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return keys.chooseEngineClientAlias(types, issuers, engine);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            signs.run();
            return keys.getPrivateKey(alias);
        }
    }
}
