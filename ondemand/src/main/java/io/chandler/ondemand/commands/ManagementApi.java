package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.BrokerClient.Answer;
import io.chandler.ondemand.commands.BrokerClient.Unreachable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the commands ask of the broker. Thread-safe. */
final class ManagementApi implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** The broker did not answer, or with something else than it should. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        private Refused(String message, boolean passing) {
            super(message);
            this.passing = passing;
        }

        String reason() {
            return String.valueOf(getMessage());
        }

        /** Whether it may well go by. */
        boolean passing() {
            return passing;
        }
    }

    /** All instances, and what our broker says of its configuration. */
    record Instances(List<ServiceInstance> list, Optional<String> configuration) {}

    /** The state of an operation, in the words of the Open Service Broker API. */
    record LastOperation(String state, String description) {}

    private final BrokerClient client;

    ManagementApi(BrokerClient client) {
        this.client = client;
    }

    /** The instances that match the filters. */
    Instances instances(Map<String, String> filters) throws Refused, InterruptedException {
        var query = filters.entrySet().stream()
                .map(filter -> encode(filter.getKey()) + "=" + encode(filter.getValue()))
                .collect(Collectors.joining("&"));
        var answer = get("/mgmt/service_instances" + (query.isEmpty() ? "" : "?" + query));
        var list = new ArrayList<ServiceInstance>();
        for (var each : json(answer)) {
            list.add(new ServiceInstance(
                    text(each, "service_instance_id"),
                    text(each, "plan_id"),
                    Optional.of(text(each, "space_guid")).filter(space -> !space.isEmpty())));
        }
        return new Instances(List.copyOf(list), answer.configuration());
    }

    /** The names of deployments without an instance, as the broker's JSON says them, and how many there are. */
    Orphans orphanDeployments() throws Refused, InterruptedException {
        var answer = get("/mgmt/orphan_deployments");
        return new Orphans(answer.body(), json(answer).size());
    }

    /** @param json the list */
    record Orphans(String json, int count) {}

    /** Starts an operation on an instance; the answer, whatever its status. */
    Answer start(ServiceInstance instance, String operation) throws Refused, InterruptedException {
        var body = JSON.createObjectNode().put("plan_id", instance.planId());
        body.putObject("context").put("space_guid", instance.spaceId().orElse(""));
        try {
            return client.patch(
                    "/mgmt/service_instances/" + encode(instance.id()) + "?operation_type=" + operation,
                    body.toString());
        } catch (Unreachable e) {
            throw new Refused(e.reason(), true);
        }
    }

    /** How far an operation is. */
    LastOperation lastOperation(String instanceId, String operationData) throws Refused, InterruptedException {
        var answer = get(
                "/v2/service_instances/" + encode(instanceId) + "/last_operation?operation=" + encode(operationData));
        var json = json(answer);
        return new LastOperation(text(json, "state"), text(json, "description"));
    }

    private Answer get(String path) throws Refused, InterruptedException {
        Answer answer;
        try {
            answer = client.get(path);
        } catch (Unreachable e) {
            throw new Refused(e.reason(), true);
        }
        if (answer.status() == 200) {
            return answer;
        }
        var description = description(answer.body());
        throw new Refused(
                "HTTP response status: " + answer.statusLine() + (description.isEmpty() ? "" : ". " + description),
                answer.status() >= 502 && answer.status() <= 504);
    }

    /** The description of an error; empty where the body has none. */
    static String description(String body) {
        try {
            return text(JSON.readTree(body), "description");
        } catch (JacksonException e) {
            return "";
        }
    }

    private static JsonNode json(Answer answer) throws Refused {
        return read(answer.body()).orElseThrow(() -> new Refused(GoJson.complaint(answer.body()), false));
    }

    /** JSON, if it is that. */
    static Optional<JsonNode> read(String body) {
        try {
            var node = JSON.readTree(body);
            return node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Text of a member; empty where it is not there. */
    static String text(@Nullable JsonNode node, String member) {
        var value = node == null ? null : node.get(member);
        return value == null || value.isNull() ? "" : value.asString("");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.close();
    }
}
