package io.chandler.server.internal.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that a server signs itself, for where none was given to it: made once and kept, so that clients who have
 * begun to trust it may go on. It is valid for ten years, for the names that it was made with.
 */
public final class SelfSigned {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x30, 0x0A, 0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2
    };
    private static final byte[] COMMON_NAME = {6, 3, 0x55, 4, 3};
    private static final byte[] BASIC_CONSTRAINTS = {6, 3, 0x55, 0x1D, 0x13};
    private static final byte[] ALTERNATIVE_NAMES = {6, 3, 0x55, 0x1D, 0x11};
    private static final byte[] TRUE = {1, 1, (byte) 0xFF};
    private static final byte[] VERSION_3 = {(byte) 0xA0, 3, 2, 1, 2};
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    private SelfSigned() {}

    /** Where certificate and key are, in PEM. */
    public record Pair(Path certificate, Path key) {}

    /**
     * The certificate in a folder, made where it is not there yet.
     *
     * @param names further names and addresses of the server, besides the local ones
     * @throws IOException if the folder cannot be written
     */
    public static Pair in(Path folder, List<String> names) throws IOException {
        var files = new Pair(folder.resolve("api-certificate.pem"), folder.resolve("api-key.pem"));
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            make(files, names);
        }
        return files;
    }

    private static void make(Pair files, List<String> names) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var body = body(pair.getPublic().getEncoded(), names);
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(body);
            var bits = join(new byte[1], signature.sign());
            var certificate = der(SEQUENCE, body, ECDSA_WITH_SHA256, der(3, bits));
            write(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded());
            write(files.certificate(), "CERTIFICATE", certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has elliptic curves", e);
        }
    }

    private static byte[] body(byte[] publicKey, List<String> names) {
        var serial = new byte[16];
        new SecureRandom().nextBytes(serial);
        serial[0] &= 0x7F;
        var name = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, COMMON_NAME, der(12, "chandler-api".getBytes(StandardCharsets.UTF_8)))));
        var now = Instant.now().minus(1, ChronoUnit.HOURS);
        var validity = der(SEQUENCE, time(now), time(now.plus(3_650, ChronoUnit.DAYS)));
        var constraints = der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(4, der(SEQUENCE, TRUE)));
        var alternatives = der(SEQUENCE, ALTERNATIVE_NAMES, der(4, der(SEQUENCE, alternatives(names))));
        return der(
                SEQUENCE,
                VERSION_3,
                der(2, new BigInteger(1, serial).toByteArray()),
                ECDSA_WITH_SHA256,
                name,
                validity,
                name,
                publicKey,
                der(0xA3, der(SEQUENCE, constraints, alternatives)));
    }

    private static byte[] alternatives(List<String> names) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)));
        all.writeBytes(der(0x87, new byte[] {127, 0, 0, 1}));
        all.writeBytes(der(0x87, InetAddress.ofLiteral("::1").getAddress()));
        for (var name : names) {
            boolean address = name.matches("[0-9.]+") || name.indexOf(':') >= 0;
            all.writeBytes(
                    address
                            ? der(0x87, InetAddress.ofLiteral(name).getAddress())
                            : der(0x82, name.getBytes(StandardCharsets.US_ASCII)));
        }
        return all.toByteArray();
    }

    private static byte[] time(Instant time) {
        return der(24, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = join(parts);
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Nobody else may read it, and it is there as a whole or not at all. */
    private static void write(Path file, String label, byte[] der) throws IOException {
        var text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var written = Files.createTempFile(file.toAbsolutePath().getParent(), "api", ".pem", onlyOwner);
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
