package io.chandler.ondemand.http;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why there was no answer, in the words that operators know from Go's client. */
final class Reason {

    private Reason() {}

    static HttpFailure failure(HttpCall call, Throwable cause) {
        var uri = call.uri();
        var address =
                uri.getHost() + ":" + (uri.getPort() < 0 ? uri.getScheme().equals("http") ? 80 : 443 : uri.getPort());
        var kind = isOfCertificate(cause) ? HttpFailure.Kind.CERTIFICATE : HttpFailure.Kind.NETWORK;
        var reason = text(cause, address, String.valueOf(uri.getHost()));
        return new HttpFailure(kind, method(call) + " \"" + uri + "\": " + reason, cause);
    }

    /** Whether the server's certificate is the reason: the next attempt would meet it again. */
    static boolean isOfCertificate(Throwable cause) {
        return has(cause, CertificateException.class)
                || has(cause, CertPathBuilderException.class)
                || has(cause, CertPathValidatorException.class);
    }

    /** Go writes {@code Get "https://..."}. */
    static String method(HttpCall call) {
        return call.method().charAt(0) + call.method().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String text(Throwable cause, String address, String host) {
        if (has(cause, UnresolvedAddressException.class) || has(cause, UnknownHostException.class)) {
            return "dial tcp: lookup " + host + ": no such host";
        }
        if (has(cause, TimeoutException.class)
                || has(cause, HttpTimeoutException.class)
                || has(cause, SocketTimeoutException.class)) {
            return "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
        }
        if (has(cause, ConnectException.class)) {
            return "dial tcp " + address + ": connect: connection refused";
        }
        if (has(cause, CertificateExpiredException.class) || has(cause, CertificateNotYetValidException.class)) {
            return "x509: certificate has expired or is not yet valid";
        }
        if (has(cause, CertPathBuilderException.class) || has(cause, CertPathValidatorException.class)) {
            return "x509: certificate signed by unknown authority";
        }
        var message = messages(cause);
        if (message.contains("subject alternative") || message.contains("No name matching")) {
            return "x509: certificate is not valid for " + host;
        }
        if (has(cause, SSLException.class)) {
            return "tls: " + message;
        }
        return message.contains("reset") ? "read tcp " + address + ": connection reset by peer" : "EOF";
    }

    private static boolean has(Throwable cause, Class<? extends Throwable> type) {
        return causes(cause).anyMatch(type::isInstance);
    }

    private static Stream<Throwable> causes(Throwable cause) {
        return Stream.iterate(Optional.of(cause), Optional::isPresent, at -> at.map(Throwable::getCause))
                .map(Optional::orElseThrow);
    }

    private static String messages(Throwable cause) {
        return causes(cause)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((first, last) -> last)
                .orElse("");
    }
}
