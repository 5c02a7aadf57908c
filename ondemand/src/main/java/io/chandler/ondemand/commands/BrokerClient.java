package io.chandler.ondemand.commands;

import io.chandler.ondemand.configuration.ConfigurationException;
import io.chandler.ondemand.http.Trust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Sends requests to the broker, or without a user to somebody else. One that does not come through is sent again, five times in quick succession. */
final class BrokerClient implements AutoCloseable {

    private static final int MORE_ATTEMPTS = 5;
    private static final Duration FIRST_DELAY = Duration.ofMillis(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

    /** The broker did not answer; the message is in Go's words and holds no secret. */
    static final class Unreachable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unreachable(String message) {
            super(message);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** An answer, whatever its status. */
    record Answer(int status, String body, Optional<String> configuration) {

        /** The status as Go writes it. */
        String statusLine() {
            return status + " " + Reasons.of(status);
        }
    }

    /** Names the configuration that our broker runs with; others do not send it. */
    static final String CONFIGURATION = "X-Broker-Configuration";

    private final BrokerAccess access;
    private final String authorization;
    private final Pause pause;
    private final HttpClient client;

    BrokerClient(BrokerAccess access, Pause pause) {
        this.access = access;
        this.pause = pause;
        authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((access.user() + ":" + access.password()).getBytes(StandardCharsets.UTF_8));
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(access.timeout()
                        .filter(time -> time.compareTo(CONNECT_TIMEOUT) < 0)
                        .orElse(CONNECT_TIMEOUT));
        client = builder.sslContext(trust(access).context()).build();
    }

    /** Text that is no certificate adds none, as with the original. */
    private static Trust trust(BrokerAccess access) {
        if (!access.verification()) {
            return Trust.everything();
        }
        try {
            return Trust.systemAnd(
                    "broker_api.tls.ca_cert",
                    access.authority().filter(pem -> pem.contains("-----BEGIN CERTIFICATE-----")).stream()
                            .toList());
        } catch (ConfigurationException e) {
            throw new Failure("error getting a certificate pool to append our trusted cert to: " + e.getMessage());
        }
    }

    /** Asks for a path with its query. */
    Answer get(String path) throws Unreachable, InterruptedException {
        return send(path, HttpRequest.newBuilder().GET(), "Get", true);
    }

    /** Asks once. */
    Answer getOnce(String path) throws Unreachable, InterruptedException {
        return send(path, HttpRequest.newBuilder().GET(), "Get", false);
    }

    /** Sends a change in JSON. */
    Answer patch(String path, String json) throws Unreachable, InterruptedException {
        var request = HttpRequest.newBuilder()
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json");
        return send(path, request, "Patch", true);
    }

    private Answer send(String path, HttpRequest.Builder builder, String verb, boolean again)
            throws Unreachable, InterruptedException {
        var request = complete(builder, path);
        var delay = FIRST_DELAY;
        for (int attempt = 0; ; attempt++) {
            try {
                var response = client.send(request, HttpResponse.BodyHandlers.ofString());
                return new Answer(
                        response.statusCode(),
                        response.body(),
                        response.headers().firstValue(CONFIGURATION));
            } catch (IOException e) {
                if (!again || attempt == MORE_ATTEMPTS) {
                    throw new Unreachable(verb + " \"" + request.uri() + "\": " + reason(request.uri(), e));
                }
            }
            pause.take(delay);
            delay = delay.multipliedBy(2);
        }
    }

    private HttpRequest complete(HttpRequest.Builder builder, String path) throws Unreachable {
        try {
            access.timeout().ifPresent(builder::timeout);
            if (!access.user().isEmpty()) {
                builder.header("Authorization", authorization);
            }
            return builder.uri(URI.create(access.url() + path))
                    .header("X-Broker-Api-Version", "2.13")
                    .build();
        } catch (IllegalArgumentException e) {
            throw new Unreachable("parse \"" + access.url() + path + "\": the URL is not valid");
        }
    }

    private static String reason(URI uri, IOException e) {
        var place = "dial tcp " + uri.getHost() + ":" + port(uri) + ": ";
        if (e instanceof HttpTimeoutException) {
            return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "dial tcp: lookup " + uri.getHost() + ": no such host";
            }
        }
        if (e instanceof ConnectException) {
            return place + "connect: connection refused";
        }
        if (e instanceof SSLException) {
            return String.valueOf(e.getMessage()).contains("PKIX")
                    ? "tls: failed to verify certificate: x509: certificate signed by unknown authority"
                    : "tls: " + e.getMessage();
        }
        return e.getMessage() == null ? "EOF" : e.getMessage();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
