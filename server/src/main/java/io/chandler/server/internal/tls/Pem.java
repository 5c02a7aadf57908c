package io.chandler.server.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads certificates and private keys from PEM files. */
final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /** A file that does not hold what it should; a sentence without content of the file. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private Pem() {}

    /** The certificates of the file in order; at least one. */
    static List<X509Certificate> certificates(Path file) throws Unusable {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var found = factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new Unusable(file + " must hold a certificate in PEM");
            }
            return found;
        } catch (IOException e) {
            throw new Unusable(file + " cannot be read");
        } catch (CertificateException e) {
            throw new Unusable(file + " must hold certificates in PEM");
        }
    }

    /** The private key of the file, which must be that of the public key. */
    static PrivateKey privateKey(Path file, PublicKey fellow) throws Unusable {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new Unusable(file + " cannot be read");
        }
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
            int headEnd = text.indexOf(DASHES, begin + BEGIN.length());
            if (headEnd < 0) {
                break;
            }
            var label = text.substring(begin + BEGIN.length(), headEnd);
            if (label.equals("ENCRYPTED PRIVATE KEY") || text.startsWith("Proc-Type: 4,ENCRYPTED", headEnd + 6)) {
                throw new Unusable(file + " must hold a private key that is not encrypted");
            }
            if (label.endsWith("PRIVATE KEY")) {
                return decode(file, label, text, headEnd + DASHES.length(), fellow);
            }
        }
        throw new Unusable(file + " must hold a private key in PEM");
    }

    private static PrivateKey decode(Path file, String label, String text, int start, PublicKey fellow)
            throws Unusable {
        int end = text.indexOf(DASHES, start);
        try {
            var body = Base64.getMimeDecoder().decode(text.substring(start, end < 0 ? text.length() : end));
            var pkcs8 = label.equals("PRIVATE KEY") ? body : wrapped(body, fellow);
            var key = KeyFactory.getInstance(fellow.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (belong(key, fellow)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unusable(file + " must hold the private key of the certificate, of the same kind");
        }
        throw new Unusable(file + " holds a private key that is not that of the certificate");
    }

    private static boolean belong(PrivateKey key, PublicKey fellow) throws GeneralSecurityException {
        var algorithm = switch (fellow.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> fellow.getAlgorithm();
        };
        var signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update((byte) 1);
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(fellow);
        verifier.update((byte) 1);
        return verifier.verify(signer.sign());
    }

    /** A key of PKCS#1 or SEC 1 in the envelope of PKCS#8, with the algorithm of the public key. */
    private static byte[] wrapped(byte[] key, PublicKey fellow) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {0x02, 0x01, 0x00});
        content.writeBytes(algorithm(fellow.getEncoded()));
        content.writeBytes(der(0x04, key));
        return der(0x30, content.toByteArray());
    }

    /** The first element of a SubjectPublicKeyInfo: the algorithm and its parameters. */
    private static byte[] algorithm(byte[] info) {
        int start = 1 + lengthBytes(info, 1);
        int length = 1 + lengthBytes(info, start + 1) + length(info, start + 1);
        var algorithm = new byte[length];
        System.arraycopy(info, start, algorithm, 0, length);
        return algorithm;
    }

    private static int lengthBytes(byte[] der, int at) {
        return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7F);
    }

    private static int length(byte[] der, int at) {
        if (der[at] >= 0) {
            return der[at];
        }
        int length = 0;
        for (int i = 1; i <= (der[at] & 0x7F); i++) {
            length = length << 8 | (der[at + i] & 0xFF);
        }
        return length;
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.writeBytes(new byte[] {(byte) 0x81, (byte) content.length});
        } else {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
