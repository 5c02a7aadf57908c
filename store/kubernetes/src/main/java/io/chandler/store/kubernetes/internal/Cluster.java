package io.chandler.store.kubernetes.internal;

import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API server of a cluster, as far as the objects of one group and namespace go. Thread-safe. */
public final class Cluster implements AutoCloseable {

    /** The version of the custom resources. */
    public static final String VERSION = "v1";

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client;
    private final String server;
    private final String group;
    private final String namespace;
    private final AtomicLong writes = new AtomicLong();

    private Cluster(HttpClient client, String server, String group, String namespace) {
        this.client = client;
        this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        this.group = group;
        this.namespace = namespace;
    }

    /** Finds the cluster; nothing is sent yet. @throws StoreOpenException if it is not told where that is */
    public static Cluster of(ClusterUrl url) {
        var config = config(url);
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(5_000);
        config.setRequestTimeout((int) TIMEOUT.toMillis());
        var namespace = url.namespace().or(() -> given(config.getNamespace())).orElse("default");
        try {
            var client = new JdkHttpClientFactory().newBuilder(config).build();
            return new Cluster(client, config.getMasterUrl(), url.group(), namespace);
        } catch (KubernetesClientException e) {
            throw new StoreOpenException("the cluster cannot be used: a certificate or key cannot be read", e);
        }
    }

    private static Config config(ClusterUrl url) {
        if (url.kubeconfig().isEmpty()) {
            if (!Files.isReadable(Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH))) {
                throw new StoreOpenException(
                        "store.url is \"kubernetes:\" without the option kubeconfig, and there is no"
                                + " service account: in a pod set automountServiceAccountToken to true");
            }
            return Config.autoConfigure(null);
        }
        var file = url.kubeconfig().get();
        if (!Files.isReadable(file)) {
            throw new StoreOpenException("the kubeconfig that store.url names cannot be read: " + file);
        }
        try {
            return url.context().isPresent()
                    ? Config.fromKubeconfig(url.context().get(), file.toFile())
                    : Config.fromKubeconfig(file.toFile());
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new StoreOpenException("the kubeconfig that store.url names is not valid: " + file, e);
        }
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }

    /** Group and version of the objects. */
    public String apiVersion() {
        return group + "/" + VERSION;
    }

    /** The namespace of the cluster that holds them. */
    public String namespace() {
        return namespace;
    }

    /** Acknowledged writes. */
    public long writes() {
        return writes.get();
    }

    /**
     * Asks the API server, and again where it says so with 429.
     *
     * @param verb of Kubernetes: get, list, create, update or delete
     * @param name of the object; empty for all
     * @param body empty for none
     * @throws StoreException what its answer means, or that there was none
     */
    public JsonNode ask(String verb, String plural, String name, Map<String, String> query, byte[] body) {
        var asked = new Failures.Asked(verb, plural, group, namespace, name);
        var request = request(verb, plural, name, query, body)
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var response = await(asked, client.sendAsync(request, byte[].class));
            if (response.code() == 429
                    && System.nanoTime() + retryAfter(response).toNanos() < deadline) {
                pause(asked, retryAfter(response));
            } else if (response.code() / 100 == 2) {
                if (asked.writes()) {
                    writes.incrementAndGet();
                }
                return parse(asked, response.body());
            } else {
                throw Failures.of(asked, response.code(), response.body());
            }
        }
    }

    /** Begins to watch; the stream says what the changes are. */
    WatchStream watch(String plural, Map<String, String> query) {
        var asked = new Failures.Asked("watch", plural, group, namespace, "");
        var request =
                request("watch", plural, "", query, new byte[0]).forStreaming().build();
        var stream = new WatchStream(asked);
        var response = await(asked, client.consumeBytes(request, stream));
        stream.begin(response);
        return stream;
    }

    private HttpRequest.Builder request(
            String verb, String plural, String name, Map<String, String> query, byte[] body) {
        var uri = new StringBuilder(server)
                .append("/apis/")
                .append(apiVersion())
                .append("/namespaces/")
                .append(namespace)
                .append('/')
                .append(plural);
        if (!name.isEmpty()) {
            uri.append('/').append(name);
        }
        char separator = '?';
        for (var parameter : query.entrySet()) {
            uri.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        var text = new String(body, StandardCharsets.UTF_8);
        var builder = client.newHttpRequestBuilder().uri(uri.toString()).setHeader("Accept", "application/json");
        return switch (verb) {
            case "create" -> builder.method("POST", "application/json", text);
            case "update" -> builder.method("PUT", "application/json", text);
            case "delete" -> builder.method("DELETE", "application/json", text);
            default -> builder;
        };
    }

    private static <R> R await(Failures.Asked asked, CompletableFuture<R> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw Failures.of(asked, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw Failures.of(asked, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.of(asked, e);
        }
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        var seconds = response.header("Retry-After");
        return seconds != null && seconds.matches("[0-9]{1,4}")
                ? Duration.ofSeconds(Math.max(1, Long.parseLong(seconds)))
                : Duration.ofSeconds(1);
    }

    private static void pause(Failures.Asked asked, Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.of(asked, new IOException(e));
        }
    }

    private static JsonNode parse(Failures.Asked asked, byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw Failures.of(asked, new IOException("no JSON", e));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
