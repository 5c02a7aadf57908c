package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a binding is.
 *
 * @param details what the platform is given, sealed; absent until the binding is made
 * @param expiresAt when the credentials end, if they do
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BindingStatus(
        BindingPhase phase,
        @Nullable ClaimRecord claim,
        Operation operation,
        @Nullable Operation cancelled,
        @Nullable Sealed details,
        @Nullable Instant expiresAt,
        @Nullable Sealed outputs,
        List<PastOperation> history)
        implements ObjectStatus<BindingStatus> {

    public BindingStatus {
        history = history == null ? List.of() : List.copyOf(history);
    }

    @Override
    public boolean neverMade() {
        return details == null;
    }

    @Override
    public BindingStatus withClaim(@Nullable ClaimRecord claim) {
        return new BindingStatus(phase, claim, operation, cancelled, details, expiresAt, outputs, history);
    }

    @Override
    public BindingStatus withOperation(Operation operation) {
        return new BindingStatus(phase, claim, operation, cancelled, details, expiresAt, outputs, history);
    }

    @Override
    public BindingStatus withCancelled(@Nullable Operation cancelled) {
        return new BindingStatus(phase, claim, operation, cancelled, details, expiresAt, outputs, history);
    }

    @Override
    public BindingStatus withOutputs(@Nullable Sealed outputs) {
        return new BindingStatus(phase, claim, operation, cancelled, details, expiresAt, outputs, history);
    }
}
