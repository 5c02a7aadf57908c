package io.chandler.osb.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chandler.osb.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** A real HTTP server that gives prepared answers in order, the last one again and again, and remembers requests. */
final class ScriptedBroker implements AutoCloseable {

    /** A request as it came in. */
    record Seen(String method, String target, Map<String, String> headers, String body) {
        JsonNode json() {
            return Json.mapper().readTree(body);
        }

        String header(String name) {
            return headers.get(name);
        }
    }

    private record Prepared(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Prepared> answers = new ArrayDeque<>();
    private final List<Seen> seen = new ArrayList<>();
    private Prepared last = new Prepared(500, Map.of(), "{}");

    ScriptedBroker() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    ScriptedBroker answer(int status, String body) {
        return answer(status, body, Map.of());
    }

    synchronized ScriptedBroker answer(int status, String body, Map<String, String> headers) {
        answers.add(new Prepared(status, headers, body));
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    Seen request() {
        return seen().getLast();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join("|", values)));
            var body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            var answer = next(new Seen(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
            if (answer.status() == 0) {
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            var bytes = answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            boolean bodyless = answer.status() == 304 || answer.status() == 204;
            exchange.sendResponseHeaders(answer.status(), bodyless || bytes.length == 0 ? -1 : bytes.length);
            if (!bodyless) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private synchronized Prepared next(Seen request) {
        seen.add(request);
        var answer = answers.poll();
        if (answer != null) {
            last = answer;
        }
        return last;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
