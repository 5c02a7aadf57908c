package io.chandler.server.internal.access;

import io.chandler.osb.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The few calls of a cluster's API server that the API needs. Thread-safe; blocks for five seconds at most. */
final class ClusterApi implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI server;
    private final Optional<Path> token;
    private final HttpClient client;

    /** The cluster did not answer, or not as it should. Messages hold no secrets. */
    static final class Unreachable extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Unreachable(String message) {
            this(message, 0);
        }

        private Unreachable(String message, int status) {
            super(message);
            this.status = status;
        }

        /** The status of HTTP that it answered; 0 for no answer. */
        int status() {
            return status;
        }
    }

    /**
     * @param token file with a token of this process, read for each call as it changes
     * @param ca file with the authorities of the cluster, in PEM
     * @throws Unreachable if the authorities cannot be read
     */
    ClusterApi(URI server, Optional<Path> token, Optional<Path> ca) throws Unreachable {
        this.server = server;
        this.token = token;
        var builder = HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1);
        if (ca.isPresent()) {
            var _ = builder.sslContext(trusting(ca.get()));
        }
        client = builder.build();
    }

    private static SSLContext trusting(Path ca) throws Unreachable {
        try (InputStream in = Files.newInputStream(ca)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int i = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + i++, certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new Unreachable("the authorities of the cluster cannot be read: " + ca);
        }
    }

    /** Reads an object. */
    JsonNode get(String path) throws Unreachable {
        return send(path, request(path).GET());
    }

    /** Creates an object, such as a review. */
    JsonNode post(String path, JsonNode body) throws Unreachable {
        return send(
                path,
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) throws Unreachable {
        var request = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
        if (token.isPresent()) {
            try {
                request.header(
                        "Authorization",
                        "Bearer " + Files.readString(token.get()).strip());
            } catch (IOException e) {
                throw new Unreachable("the token for the cluster cannot be read: " + token.get());
            }
        }
        return request;
    }

    private JsonNode send(String path, HttpRequest.Builder request) throws Unreachable {
        try {
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new Unreachable(
                        "the cluster answers " + answer.statusCode() + " to " + path, answer.statusCode());
            }
            return Json.mapper().readTree(answer.body());
        } catch (IOException | JacksonException e) {
            throw new Unreachable("the cluster cannot be asked at " + server + ": "
                    + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("the cluster was not waited for");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
