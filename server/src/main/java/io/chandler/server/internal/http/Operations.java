package io.chandler.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.osb.Endpoint;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.osb.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What operators ask a broker for: whether it lives, whether it is ready, and its figures. */
final class Operations {

    private static final Header JSON = new Header("Content-Type", "application/json");
    private static final Header METRICS = new Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    private static final Header NOT_KEPT = new Header("Cache-Control", "no-store");

    private final Supplier<Optional<String>> problem;
    private final Supplier<String> metrics;
    private final String metricsAccess;

    /**
     * Answers of operators' requests.
     *
     * @param problem why requests cannot be served now, a sentence; empty where they can
     * @param metricsAccess {@code open}, {@code authenticated} or {@code off}
     */
    Operations(Supplier<Optional<String>> problem, Supplier<String> metrics, String metricsAccess) {
        this.problem = problem;
        this.metrics = metrics;
        this.metricsAccess = metricsAccess;
    }

    /** Whether the path is answered here without credentials. */
    boolean answersOpenly(String path) {
        return path.equals("/live")
                || path.equals("/ready")
                || (path.equals("/metrics") && metricsAccess.equals("open"));
    }

    /** Whether the path is answered here with credentials. */
    boolean answers(String path) {
        return path.equals("/metrics") && metricsAccess.equals("authenticated");
    }

    HttpResponse answer(HttpRequest request, boolean ending) {
        if (!request.method().equals("GET")) {
            return Endpoint.refusal(request, 405, "The method must be GET for this path.", new Header("Allow", "GET"));
        }
        return switch (request.rawPath()) {
            case "/live" -> status(200, "live", Optional.empty());
            case "/ready" -> ready(ending);
            default ->
                new HttpResponse(200, List.of(METRICS, NOT_KEPT), metrics.get().getBytes(UTF_8));
        };
    }

    private HttpResponse ready(boolean ending) {
        if (ending) {
            return status(503, "ending", Optional.of("The broker is ending."));
        }
        var found = found();
        return status(found.isEmpty() ? 200 : 503, found.isEmpty() ? "ready" : "not ready", found);
    }

    private Optional<String> found() {
        try {
            return problem.get();
        } catch (RuntimeException e) {
            System.getLogger(Operations.class.getName())
                    .log(System.Logger.Level.WARNING, "Whether the broker is ready could not be found out.", e);
            return Optional.of("Whether the broker is ready could not be found out.");
        }
    }

    private static HttpResponse status(int status, String word, Optional<String> problem) {
        var body = Json.object().put("status", word);
        problem.ifPresent(sentence -> body.put("description", sentence));
        return new HttpResponse(status, List.of(JSON, NOT_KEPT), Json.mapper().writeValueAsBytes(body));
    }
}
