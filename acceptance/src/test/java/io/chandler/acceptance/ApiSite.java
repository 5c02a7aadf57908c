package io.chandler.acceptance;

import io.chandler.osb.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A broker's site with the Kubernetes-style API, whose service {@code counter} makes as many changes as it is asked for. */
final class ApiSite implements AutoCloseable {

    static final String TOKEN = "watcher-token";
    static final String INSTANCES = "/apis/broker.chandler.io/v1/namespaces/default/serviceinstances";

    private static final String COUNTER = """
              - id: counter-id
                name: counter
                description: A service that counts
                bindable: true
                plan_updateable: true
                plans:
                  - id: counting-id
                    name: counting
                    description: Answered when the work has ended
                    chandler: { execution: sync, poll_interval: 1s }
            """;

    private final Site site;
    private final int port;
    private final boolean tls;
    private @Nullable HttpClient client;

    /**
     * A site in a folder that is empty.
     *
     * @param tls whether the API speaks TLS, without which kubectl proves to nobody who it is
     * @param more lines of the configuration
     */
    ApiSite(Path folder, boolean tls, String more) throws IOException {
        this.tls = tls;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        site = Site.in(
                folder,
                "platform-password",
                "service-password",
                more + """
                api:
                  enabled: true
                  address: %s
                  port: %d
                  users:
                    - {name: watcher, token: %s, roles: [operate]}
                """.formatted(tls ? "0.0.0.0" : "127.0.0.1", port, TOKEN));
        var catalog = folder.resolve("catalog.yml");
        Files.writeString(catalog, Files.readString(catalog) + COUNTER);
    }

    Site site() {
        return site;
    }

    URI api() {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port);
    }

    /** The certificate that the API has made for itself. */
    Path certificate() {
        return site.data().resolve("api-certificate.pem");
    }

    private synchronized HttpClient http() throws IOException {
        var known = client;
        if (known == null) {
            var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
            known = (tls ? builder.sslContext(trusting()) : builder).build();
            client = known;
        }
        return known;
    }

    private SSLContext trusting() throws IOException {
        try (var in = Files.newInputStream(certificate())) {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "api", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The body of a request that makes an instance, or changes it, with so many steps. */
    static ObjectNode counting(int steps, int round) {
        var body = Json.object()
                .put("service_id", "counter-id")
                .put("plan_id", "counting-id")
                .put("organization_guid", "organization")
                .put("space_guid", "space");
        body.set("parameters", Platform.parameters("steps", steps, "round", round));
        return body;
    }

    /** What the API answers to a GET. */
    <T> HttpResponse<T> ask(String path, String accept, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api().resolve(path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Accept", accept)
                .build();
        return http().send(request, body);
    }

    /** A JSON answer. */
    JsonNode json(String path) throws IOException, InterruptedException {
        return Json.mapper()
                .readTree(ask(path, "application/json", BodyHandlers.ofString()).body());
    }

    /** Whether the API answers. */
    boolean ready() throws InterruptedException {
        try {
            return ask("/readyz", "*/*", BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The newest revision. */
    long revision() throws IOException, InterruptedException {
        return json(INSTANCES + "?limit=1")
                .path("metadata")
                .path("resourceVersion")
                .asLong();
    }

    /** Bytes of live objects in the heap of a process, after a collection of all garbage. */
    static long liveBytes(long pid) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text.lines()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.strip().split(" +", -1)[2]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("jcmd said " + text));
    }

    /** Seconds of processor time that a process has used. */
    static double processorSeconds(long pid) {
        return ProcessHandle.of(pid)
                        .orElseThrow()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow()
                        .toMillis()
                / 1e3;
    }

    @Override
    public void close() {
        var known = client;
        if (known != null) {
            known.shutdownNow();
        }
    }
}
