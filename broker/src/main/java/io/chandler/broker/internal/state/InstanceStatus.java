package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an instance is.
 *
 * @param applied the attributes in place while an update runs; absent otherwise, as the spec then shows them
 * @param operation the running operation, or the last
 * @param cancelled a creation that was cancelled by the running deprovision and is not taken back yet
 * @param found the phase in which the running update or deprovision found the instance; absent otherwise
 * @param outputs what the author keeps: a JSON object of texts
 * @param history past operations, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InstanceStatus(
        InstancePhase phase,
        @Nullable ClaimRecord claim,
        Operation operation,
        @Nullable Operation cancelled,
        InstanceSpec.@Nullable Applied applied,
        @Nullable InstancePhase found,
        @Nullable Sealed outputs,
        @Nullable String dashboardUrl,
        @Nullable ObjectNode labels,
        @Nullable ObjectNode attributes,
        List<PastOperation> history)
        implements ObjectStatus<InstanceStatus> {

    public InstanceStatus {
        history = history == null ? List.of() : List.copyOf(history);
    }

    @Override
    public boolean neverMade() {
        return found == InstancePhase.CREATING || found == InstancePhase.CREATE_FAILED;
    }

    @Override
    public InstanceStatus withClaim(@Nullable ClaimRecord claim) {
        return new InstanceStatus(
                phase, claim, operation, cancelled, applied, found, outputs, dashboardUrl, labels, attributes, history);
    }

    @Override
    public InstanceStatus withOperation(Operation operation) {
        return new InstanceStatus(
                phase, claim, operation, cancelled, applied, found, outputs, dashboardUrl, labels, attributes, history);
    }

    @Override
    public InstanceStatus withCancelled(@Nullable Operation cancelled) {
        return new InstanceStatus(
                phase, claim, operation, cancelled, applied, found, outputs, dashboardUrl, labels, attributes, history);
    }

    @Override
    public InstanceStatus withOutputs(@Nullable Sealed outputs) {
        return new InstanceStatus(
                phase, claim, operation, cancelled, applied, found, outputs, dashboardUrl, labels, attributes, history);
    }
}
