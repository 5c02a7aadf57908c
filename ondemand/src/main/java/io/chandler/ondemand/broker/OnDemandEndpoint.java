package io.chandler.ondemand.broker;

import io.chandler.osb.Endpoint;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The endpoint of the protocol with what the on-demand broker has beyond the specification: {@code force} of a
 * deprovision request, private maintenance information, {@code backup_agent_url}, the reason why there is no catalog, and
 * the original's bodies where the configuration asks for them. Thread-safe.
 */
public final class OnDemandEndpoint {

    private static final String NOWHERE = "-";
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+");

    private final OnDemandBroker broker;
    private final Endpoint endpoint;
    private final EndpointSettings settings;
    private final boolean original;
    private final RequestLines lines;

    /**
     * An endpoint in front of the broker.
     *
     * @param lines takes the lines of JSON that tell of requests, each with its end
     */
    public OnDemandEndpoint(OnDemandBroker broker, EndpointSettings settings, Clock clock, Consumer<String> lines) {
        this.broker = broker;
        this.lines = new RequestLines(clock, lines);
        this.original = broker.original();
        this.settings = original ? settings.withStatusForMissingVersion(412) : settings;
        endpoint = new Endpoint(broker, this.settings);
    }

    /** Answers a request below {@code /v2}; never throws an exception. The user is as in {@link io.chandler.osb.Caller}. */
    public HttpResponse handle(HttpRequest request, String user) {
        var about = lines.of(request);
        var response = answer(request, user, about);
        about.answered(response);
        return response;
    }

    private HttpResponse answer(HttpRequest request, String user, RequestLines.About about) {
        var read = request;
        Optional<ObjectNode> body = Optional.empty();
        Set<String> unplaced = Set.of();
        if (request.method().equals("PUT") || request.method().equals("PATCH")) {
            try {
                byte[] bytes = request.body().readNBytes(settings.maximumBodyBytes() + 1);
                body = object(bytes);
                if (original && body.isPresent() && isProvision(request)) {
                    unplaced = place(body.get());
                    bytes = unplaced.isEmpty() ? bytes : Json.mapper().writeValueAsBytes(body.get());
                }
                var again = new SequenceInputStream(new ByteArrayInputStream(bytes), request.body());
                var headers = original ? withoutType(request.headers()) : request.headers();
                read = new HttpRequest(request.method(), request.rawPath(), request.rawQuery(), headers, again);
            } catch (IOException _) {
                // The endpoint meets the same failure and answers it.
            }
        }
        var exchange = new Exchange(force(request.rawQuery()), body.flatMap(OnDemandEndpoint::maintenance), unplaced);
        var whole = read;
        var response = exchange.within(() -> endpoint.handle(whole, "", user));
        exchange.textForLog.ifPresent(about::describe);
        if (exchange.catalogProblem.isPresent() && response.status() == 500) {
            return Endpoint.refusal(request, 500, broker.catalogText(exchange.catalogProblem.get()));
        }
        if (exchange.backupAgentUrl.isPresent() && response.status() == 201) {
            return withBody(response, answer -> answer.put("backup_agent_url", exchange.backupAgentUrl.get()));
        }
        var status = exchange.originalStatus.orElse(response.status());
        return original ? original(request, new HttpResponse(status, response.headers(), response.body())) : response;
    }

    /** The original reads a body as JSON, whatever it is said to be. */
    private static HttpRequest.Headers withoutType(HttpRequest.Headers headers) {
        return name -> name.equalsIgnoreCase("Content-Type") ? List.of() : headers.values(name);
    }

    private static boolean isProvision(HttpRequest request) {
        return RequestKind.of(request.method(), request.rawPath()) == RequestKind.PROVISION;
    }

    /** The original asks no platform where an instance is: what was not sent is filled in for the endpoint. */
    private static Set<String> place(ObjectNode body) {
        var unplaced = new HashSet<String>();
        for (var name : List.of("organization_guid", "space_guid")) {
            var value = body.get(name);
            if (value == null || value.isNull() || value.asString("-").isEmpty()) {
                body.put(name, NOWHERE);
                unplaced.add(name);
            }
        }
        return unplaced;
    }

    /** The original's status codes and bodies for what is refused before, or beside, the broker's own rules. */
    private HttpResponse original(HttpRequest request, HttpResponse response) {
        return switch (response.status()) {
            case 400 -> malformed(request, response);
            case 404 -> {
                // The original takes an instance that it cannot bind for one that is gone, if it may say more.
                boolean bind =
                        request.method().equals("PUT") && request.rawPath().contains("/service_bindings/");
                yield bind && broker.exposed()
                        ? withBody(new HttpResponse(410, response.headers(), response.body()), ObjectNode::removeAll)
                        : response;
            }
            case 410 -> withBody(response, ObjectNode::removeAll);
            case 412 ->
                withBody(response, body -> {
                    body.removeAll();
                    body.put("Description", "X-Broker-API-Version Header " + versionProblem(request));
                });
            default -> response;
        };
    }

    private static String versionProblem(HttpRequest request) {
        var version = request.headers().values("X-Broker-API-Version").stream()
                .findFirst()
                .orElse("");
        if (version.isEmpty()) {
            return "not set";
        }
        return VERSION.matcher(version).lookingAt() ? "must be 2.x" : "must contain a version";
    }

    private static HttpResponse malformed(HttpRequest request, HttpResponse response) {
        var description =
                Json.mapper().readTree(response.body()).path("description").asString("");
        if (description.startsWith("service_id is missing")) {
            return Endpoint.refusal(request, 400, "service_id missing");
        }
        if (description.startsWith("plan_id is missing")) {
            return Endpoint.refusal(request, 400, "plan_id missing");
        }
        if (description.startsWith("parameters must be")) {
            return Endpoint.refusal(request, 422, Texts.INVALID_PARAMETERS);
        }
        return description.startsWith("The request body ") ? Endpoint.refusal(request, 422, description) : response;
    }

    private static HttpResponse withBody(HttpResponse response, Consumer<ObjectNode> change) {
        var body = (ObjectNode) Json.mapper().readTree(response.body());
        change.accept(body);
        return new HttpResponse(
                response.status(),
                new ArrayList<>(response.headers()),
                Json.mapper().writeValueAsBytes(body));
    }

    private static Optional<ObjectNode> object(byte[] body) {
        try {
            return Json.mapper().readTree(body) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectNode> maintenance(ObjectNode body) {
        return body.get("maintenance_info") instanceof ObjectNode info ? Optional.of(info) : Optional.empty();
    }

    private static boolean force(String query) {
        return Arrays.asList(query.split("&")).contains("force=true");
    }
}
