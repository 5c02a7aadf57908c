package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.ManagementApi.Refused;
import java.util.Locale;
import java.util.Map;

/** Starts operations through the broker's management API. */
final class BrokerTrigger implements Trigger {

    private final ManagementApi broker;
    private final String operation;

    /** @param operation {@code upgrade} or {@code recreate} */
    BrokerTrigger(ManagementApi broker, String operation) {
        this.broker = broker;
        this.operation = operation;
    }

    @Override
    public Start start(ServiceInstance instance) throws Problem, InterruptedException {
        try {
            var answer = broker.start(instance, operation);
            return switch (answer.status()) {
                case 202 -> new Start.Accepted(running(instance, answer.body()));
                case 204 -> new Start.Skipped();
                case 404 -> new Start.Deleted();
                case 409 -> new Start.Busy();
                case 410 -> new Start.Orphaned();
                case 500 ->
                    throw problem(
                            instance,
                            ManagementApi.read(answer.body()).isPresent()
                                    ? "unexpected status code: 500. description: "
                                            + ManagementApi.description(answer.body())
                                    : "unexpected status code: 500. cannot parse upgrade response: '" + answer.body()
                                            + "'");
                default ->
                    throw problem(instance, "unexpected status code: " + answer.status() + ". body: " + answer.body());
            };
        } catch (Refused e) {
            throw problem(instance, e.reason());
        }
    }

    private Running running(ServiceInstance instance, String body) throws Problem {
        var data = ManagementApi.read(body);
        if (data.isEmpty() || !data.get().isObject()) {
            throw problem(instance, "cannot parse upgrade response: " + GoJson.complaint(body));
        }
        long task = data.get().properties().stream()
                .filter(member -> member.getKey().toLowerCase(Locale.ROOT).equals("boshtaskid"))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(value -> value.asLong(0))
                .orElse(0L);
        return new Running(body.strip(), task);
    }

    private Problem problem(ServiceInstance instance, String reason) {
        return new Problem(
                "operation type: " + operation + " failed for service instance " + instance.id() + ": " + reason,
                false);
    }

    @Override
    public boolean knows(Running running) {
        return !running.data().isEmpty();
    }

    @Override
    public Check check(String instanceId, Running running) throws Problem, InterruptedException {
        try {
            var last = broker.lastOperation(instanceId, running.data());
            return switch (last.state()) {
                case "in progress" -> new Check.Working();
                case "succeeded" -> new Check.Succeeded();
                case "failed" -> new Check.Failed(last.description());
                default -> throw new Problem("unknown state from last operation: " + last.state(), false);
            };
        } catch (Refused e) {
            throw new Problem("error getting last operation: " + e.reason(), e.passing());
        }
    }
}
