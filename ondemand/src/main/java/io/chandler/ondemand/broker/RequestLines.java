package io.chandler.ondemand.broker;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the library of the original writes about requests, which tools read: a line of JSON for each that is refused or
 * fails, and two for each look at an operation. No line holds anything of the request but its ids. Thread-safe.
 */
final class RequestLines {

    private static final String SOURCE = "on-demand-service-broker";
    private static final int INFO = 1;
    private static final int ERROR = 2;
    private static final List<String> CORRELATION =
            List.of("X-Correlation-ID", "X-CorrelationID", "X-ForRequest-ID", "X-Request-ID", "X-Vcap-Request-Id");

    private final Clock clock;
    private final Consumer<String> out;

    /** @param out takes a line with its end */
    RequestLines(Clock clock, Consumer<String> out) {
        this.clock = clock;
        this.out = out;
    }

    /** What lines about one request have in common. */
    final class About {

        private final RequestKind kind;
        private final Map<String, String> ids = new TreeMap<>();
        private Optional<String> description = Optional.empty();

        private About(HttpRequest request) {
            kind = RequestKind.of(request.method(), request.rawPath());
            ids.putAll(RequestKind.ids(request.rawPath()));
            ids.put(
                    "correlation-id",
                    CORRELATION.stream()
                            .flatMap(name -> request.headers().values(name).stream())
                            .filter(value -> !value.isEmpty())
                            .findFirst()
                            .orElseGet(() -> UUID.randomUUID().toString()));
            ids.put(
                    "requestIdentity",
                    request.headers().values("X-Broker-API-Request-Identity").stream()
                            .findFirst()
                            .orElse(""));
            if (kind == RequestKind.LAST_OPERATION) {
                write(kind.word() + ".starting-check-for-operation", INFO, Map.of());
            }
        }

        /** What is written instead of the description in the answer. */
        void describe(String text) {
            description = Optional.of(text);
        }

        /** The request was answered. */
        void answered(HttpResponse response) {
            var body = body(response);
            if (response.status() == 412) {
                var text = body.path("Description")
                        .asString(body.path("description").asString(""));
                write("version-header-check.broker-api-version-invalid", ERROR, Map.of("error", text));
            } else if (response.status() >= 400) {
                var reason = FailureKey.of(kind, response.status(), body);
                write(kind.word() + "." + reason.key(), ERROR, Map.of("error", description.orElse(reason.text())));
            } else if (kind == RequestKind.LAST_OPERATION) {
                var state = body.path("state").asString("");
                write(kind.word() + ".done-check-for-operation", INFO, Map.of("state", state));
            }
        }

        private void write(String message, int level, Map<String, String> more) {
            var line = Json.object().put("timestamp", time(clock.instant()));
            line.put("source", SOURCE).put("message", SOURCE + "." + message).put("log_level", level);
            var data = new TreeMap<>(ids);
            data.putAll(more);
            var object = line.putObject("data");
            data.forEach(object::put);
            out.accept(Json.mapper().writeValueAsString(line) + "\n");
        }
    }

    /** A request has come. */
    About of(HttpRequest request) {
        return new About(request);
    }

    /** Seconds since 1970 with nine digits after the point. */
    private static String time(Instant now) {
        return String.format(Locale.ROOT, "%d.%09d", now.getEpochSecond(), now.getNano());
    }

    private static JsonNode body(HttpResponse response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (JacksonException e) {
            return Json.object();
        }
    }
}
