package io.chandler.ondemand.commands;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.chandler.testkit.Authority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker over HTTP whose answers are laid down: one after the other, the last again and again. */
final class ScriptedBroker implements AutoCloseable {

    record Answer(int status, String body) {}

    record Asked(String method, String target, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private volatile Optional<String> configuration = Optional.empty();

    private ScriptedBroker(HttpServer server) {
        this.server = server;
    }

    static ScriptedBroker start() throws IOException {
        return start(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** One that speaks TLS, with a certificate of the authority. */
    static ScriptedBroker start(Authority authority) throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext()));
        return start(server);
    }

    private static ScriptedBroker start(HttpServer server) {
        var broker = new ScriptedBroker(server);
        server.createContext("/", broker::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return broker;
    }

    String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    /** Lays down an answer for a request, given as method and target (or path alone). */
    synchronized ScriptedBroker on(String request, int status, String body) {
        answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    synchronized ScriptedBroker forget(String request) {
        answers.remove(request);
        return this;
    }

    /** Keeps back the answers to a request, given as method and path, until the latch is open. */
    CountDownLatch hold(String request) {
        var latch = new CountDownLatch(1);
        held.put(request, latch);
        return latch;
    }

    ScriptedBroker configuration(String name) {
        configuration = Optional.of(name);
        return this;
    }

    ScriptedBroker instances(String... ids) {
        var list = new ArrayList<String>();
        for (var id : ids) {
            list.add("{\"service_instance_id\":\"" + id + "\",\"plan_id\":\"plan\",\"space_guid\":\"space\"}");
        }
        return on("GET /mgmt/service_instances", 200, "[" + String.join(",", list) + "]");
    }

    ScriptedBroker accepts(String id) {
        return on("PATCH /mgmt/service_instances/" + id, 202, "{\"BoshTaskID\":7,\"OperationType\":\"upgrade\"}");
    }

    ScriptedBroker ends(String id, String state) {
        return on(
                "GET /v2/service_instances/" + id + "/last_operation",
                200,
                "{\"state\":\"" + state + "\",\"description\":\"said so\"}");
    }

    synchronized List<Asked> asked(String prefix) {
        return asked.stream()
                .filter(each -> (each.method + " " + each.target).startsWith(prefix))
                .toList();
    }

    int mostRunning() {
        return mostRunning.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        int now = running.incrementAndGet();
        mostRunning.accumulateAndGet(now, Math::max);
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var uri = exchange.getRequestURI();
            var expected = "Basic "
                    + Base64.getEncoder().encodeToString("user name:pass word".getBytes(StandardCharsets.UTF_8));
            boolean open = uri.getPath().equals("/info");
            var answer = open || expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? next(exchange.getRequestMethod(), uri.getPath(), uri.getRawQuery(), body)
                    : new Answer(401, "Not Authorized\n");
            var latch = held.get(exchange.getRequestMethod() + " " + uri.getPath());
            if (latch != null) {
                latch.await();
            }
            configuration.ifPresent(name -> exchange.getResponseHeaders().add(BrokerClient.CONFIGURATION, name));
            var bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    private synchronized Answer next(String method, String path, String query, String body) {
        var decoded = query == null ? "" : "?" + URLDecoder.decode(query, StandardCharsets.UTF_8);
        asked.add(new Asked(method, path + decoded, body));
        var queue = answers.get(method + " " + path + decoded);
        if (queue == null) {
            queue = answers.get(method + " " + path);
        }
        if (queue == null || queue.isEmpty()) {
            return new Answer(500, "{\"description\":\"nothing was laid down for this\"}");
        }
        return queue.size() > 1 ? queue.remove() : queue.element();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
