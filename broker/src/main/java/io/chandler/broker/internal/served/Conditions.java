package io.chandler.broker.internal.served;

import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.internal.state.Operation;
import io.chandler.osb.Json;
import io.chandler.resources.Metadata;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What a status says of the operation that runs, or was the last: conditions as Kubernetes has them. */
final class Conditions {

    /** Whether the object can be used and is what its spec says. */
    static final String READY = "Ready";

    /** There, and true, if the last operation failed: the one constant for failure. */
    static final String FAILED = "Failed";

    /** The types that the broker writes; all others are left to clients. */
    static final Set<String> OURS = Set.of(READY, FAILED);

    private Conditions() {}

    /** Adds phase, operation and conditions to a status. */
    static void write(ObjectNode status, Metadata metadata, Enum<?> phase, boolean usable, Operation operation) {
        status.put("observedGeneration", metadata.generation());
        status.put("phase", words(phase.name()));
        operation(status, operation);
        boolean ready = usable && !operation.running() && !operation.deletes();
        var ended = operation.endedAt();
        var since = seconds(ended == null ? operation.startedAt() : ended);
        var message = operation.description() == null ? "" : operation.description();
        var conditions = status.putArray("conditions");
        conditions
                .addObject()
                .put("type", READY)
                .put("status", ready ? "True" : "False")
                .put("reason", reason(operation))
                .put("message", message)
                .put("observedGeneration", metadata.generation())
                .put("lastTransitionTime", since);
        if (failed(operation)) {
            conditions
                    .addObject()
                    .put("type", FAILED)
                    .put("status", "True")
                    .put("reason", reason(operation))
                    .put("message", message)
                    .put("observedGeneration", metadata.generation())
                    .put("lastTransitionTime", since);
        }
    }

    private static void operation(ObjectNode status, Operation operation) {
        var json = Json.object()
                .put("type", operation.type().label())
                .put("state", operation.running() ? "in progress" : failed(operation) ? "failed" : "succeeded")
                .put("startedAt", seconds(operation.startedAt()))
                .put("attempts", operation.failures() + 1);
        if (operation.endedAt() != null) {
            json.put("endedAt", seconds(operation.endedAt()));
        }
        if (operation.description() != null) {
            json.put("description", operation.description());
        }
        status.set("operation", json);
    }

    private static boolean failed(Operation operation) {
        return !operation.running() && operation.outcome() != null && operation.outcome() != Outcome.SUCCEEDED;
    }

    /** One word for the state of an operation, such as {@code Provisioning}, {@code UpdateFailed}. */
    static String reason(Operation operation) {
        if (failed(operation)) {
            return words(operation.type().name()) + "Failed";
        }
        boolean running = operation.running();
        return switch (operation.type()) {
            case PROVISION -> running ? "Provisioning" : "ServiceProvisioned";
            case UPDATE -> running ? "Updating" : "ServiceUpdated";
            case DEPROVISION -> running ? "Deprovisioning" : "ServiceDeprovisioned";
            case BIND -> running ? "Binding" : "ServiceBound";
            case UNBIND -> running ? "Unbinding" : "ServiceUnbound";
        };
    }

    /** A constant's name with its words run together, each with a capital letter. */
    static String words(String constant) {
        var words = new StringBuilder();
        for (var word : constant.split("_")) {
            words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return words.toString();
    }

    /** A time as Kubernetes writes it. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
