package io.chandler.testkit;

import io.chandler.testkit.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Asks a simulator over HTTPS as any program would. */
public final class Client {

    static {
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    private final HttpClient http;
    private final URI url;
    private final List<String> headers;

    private Client(HttpClient http, URI url, List<String> headers) {
        this.http = http;
        this.url = url;
        this.headers = headers;
    }

    public static Client of(Simulator simulator, String... headers) {
        return new Client(http(simulator.authority()), simulator.url(), List.of(headers));
    }

    public static Client of(URI url, Authority authority, String authorization) {
        return new Client(http(authority), url, List.of("Authorization", authorization));
    }

    private static HttpClient http(Authority authority) {
        return HttpClient.newBuilder()
                .sslContext(authority.clientContext())
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    public Client with(String... otherHeaders) {
        return new Client(http, url, List.of(otherHeaders));
    }

    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** @param more headers of this request alone */
    public HttpResponse<String> send(String method, String target, String body, String... more) {
        var request = HttpRequest.newBuilder(URI.create(url + target))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        if (more.length > 0) {
            request.headers(more);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String target, String... more) {
        return send("GET", target, "", more);
    }

    public JsonNode json(String target) {
        return Json.read(get(target).body()).orElseThrow();
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Json.read(response.body()).orElseThrow();
    }
}
