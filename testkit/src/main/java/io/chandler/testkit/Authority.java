package io.chandler.testkit;

import io.chandler.testkit.internal.Der;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority that signs the certificates of the simulators: elliptic curve P-256, for ten years. */
public final class Authority {

    private static final Duration LIFE = Duration.ofDays(3650);
    private static final char[] NO_PASSWORD = new char[0];
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;

    private Authority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** One for all simulators of this process; its key is never written anywhere. */
    public static Authority ofProcess() {
        return OfProcess.AUTHORITY;
    }

    private static final class OfProcess {
        static final Authority AUTHORITY = make();
    }

    /** A new one. */
    public static Authority make() {
        try {
            var keys = keys();
            var certificate = certificate("Chandler simulators", keys, "Chandler simulators", keys.getPrivate(), true);
            return new Authority(certificate, keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot make certificates", e);
        }
    }

    /** The one that a folder keeps in {@code ca.pem} and {@code ca-key.pem}; made if it is not there. */
    public static Authority in(Path folder) {
        var certificateFile = folder.resolve("ca.pem");
        var keyFile = folder.resolve("ca-key.pem");
        try {
            if (Files.exists(certificateFile) && Files.exists(keyFile)) {
                var factory = CertificateFactory.getInstance("X.509");
                var certificate = (X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificateFile)));
                var text = Files.readString(keyFile).replaceAll("-----[A-Z ]+-----|\\s", "");
                var key = KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
                return new Authority(certificate, key);
            }
            var made = make();
            Files.createDirectories(folder);
            Files.deleteIfExists(keyFile);
            Files.createFile(
                    keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(keyFile, pem("PRIVATE KEY", made.key.getEncoded()));
            Files.writeString(certificateFile, made.pem());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep certificates in " + folder, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "ca.pem and ca-key.pem in " + folder + " are no certificate with its key; delete both", e);
        }
    }

    /** The authority's certificate as PEM: what a client must trust. */
    public String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client that trusts this authority alone. */
    public SSLContext clientContext() {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, NO_PASSWORD);
            trusted.setCertificateEntry("authority", certificate);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a server on this machine: {@code localhost}, {@code 127.0.0.1} and {@code ::1}. */
    public SSLContext serverContext() {
        try {
            var keys = keys();
            var leaf = certificate("localhost", keys, "Chandler simulators", key, false);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", keys.getPrivate(), NO_PASSWORD, new Certificate[] {leaf, certificate});
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            String subject, KeyPair keys, String issuer, PrivateKey signer, boolean authority)
            throws GeneralSecurityException {
        var algorithm = Der.sequence(Der.object("1.2.840.10045.4.3.2"));
        var now = Instant.now();
        var extensions = authority
                ? Der.sequence(
                        Der.extension("2.5.29.19", true, Der.sequence(Der.bool(true))),
                        Der.extension("2.5.29.15", true, Der.bits(1, (byte) 0x06)))
                : Der.sequence(
                        Der.extension("2.5.29.15", true, Der.bits(7, (byte) 0x80)),
                        Der.extension("2.5.29.37", false, Der.sequence(Der.object("1.3.6.1.5.5.7.3.1"))),
                        Der.extension("2.5.29.17", false, Der.sequence(names())));
        var content = Der.sequence(
                Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(100, RANDOM).setBit(100)),
                algorithm,
                name(issuer),
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(LIFE))),
                name(subject),
                keys.getPublic().getEncoded(),
                Der.tagged(0xA3, extensions));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(content);
        var whole = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[][] names() {
        var loopback6 = new byte[16];
        loopback6[15] = 1;
        return List.of(
                        Der.tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                        Der.tagged(0x87, new byte[] {127, 0, 0, 1}),
                        Der.tagged(0x87, loopback6))
                .toArray(byte[][]::new);
    }

    private static byte[] name(String common) {
        return Der.sequence(Der.tagged(
                0x31, Der.sequence(Der.object("2.5.4.3"), Der.tagged(0x0C, common.getBytes(StandardCharsets.UTF_8)))));
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }
}
