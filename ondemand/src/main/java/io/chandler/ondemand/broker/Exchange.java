package io.chandler.ondemand.broker;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request and its answer have that the specification does not: kept beside the request while it is answered.
 * Confined to its thread.
 */
final class Exchange {

    private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    final String requestId = UUID.randomUUID().toString();
    final boolean force;
    final Optional<ObjectNode> maintenance;
    Optional<String> backupAgentUrl = Optional.empty();
    Optional<Problem> catalogProblem = Optional.empty();

    /**
     * An exchange.
     *
     * @param force whether a deprovision request goes on when errands fail
     * @param maintenance {@code maintenance_info} as it was sent
     */
    Exchange(boolean force, Optional<ObjectNode> maintenance) {
        this.force = force;
        this.maintenance = maintenance;
    }

    /** Answers the request within this exchange. */
    <T> T within(Supplier<T> answer) {
        return ScopedValue.where(CURRENT, this).call(answer::get);
    }

    /** The exchange of the request that this thread answers; one of a plain request outside of any. */
    static Exchange current() {
        return CURRENT.isBound() ? CURRENT.get() : new Exchange(false, Optional.empty());
    }
}
