package io.chandler.cli.ondemand;

import io.chandler.ondemand.configuration.Configuration.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Checks the certificate that the broker shall listen with, in the words of the original. */
final class ServerCertificate {

    private static final String BEGIN = "-----BEGIN ";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss '+0000 UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ServerCertificate() {}

    /** What is wrong with it; empty if nothing is. */
    static Optional<String> problem(Tls tls, Instant now) {
        var file = tls.certificateFile();
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            return Optional.of("can't read server certificate file " + file);
        }
        if (!new String(bytes, StandardCharsets.ISO_8859_1).contains(BEGIN)) {
            return Optional.of("failed to find any PEM data in certificate input from: \"" + file + "\"");
        }
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
            var end = certificate.getNotAfter().toInstant();
            return end.isBefore(now)
                    ? Optional.of("server certificate expired on " + TIME.format(end))
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.of("failed to parse server certificate from: \"" + file + "\"");
        }
    }
}
