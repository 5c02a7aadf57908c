package io.chandler.ondemand.broker;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
    final Set<String> unplaced;
    Optional<String> backupAgentUrl = Optional.empty();
    Optional<Problem> catalogProblem = Optional.empty();
    /** What the log says instead of the answer's description, if that has secrets. */
    Optional<String> textForLog = Optional.empty();
    /** What the original answers where the protocol has no such answer. */
    OptionalInt originalStatus = OptionalInt.empty();

    /**
     * An exchange.
     *
     * @param force whether a deprovision request goes on when errands fail
     * @param maintenance {@code maintenance_info} as it was sent
     * @param unplaced which of {@code organization_guid} and {@code space_guid} were not sent
     */
    Exchange(boolean force, Optional<ObjectNode> maintenance, Set<String> unplaced) {
        this.force = force;
        this.maintenance = maintenance;
        this.unplaced = Set.copyOf(unplaced);
    }

    /** Answers the request within this exchange. */
    <T> T within(Supplier<T> answer) {
        return ScopedValue.where(CURRENT, this).call(answer::get);
    }

    /** The exchange of the request that this thread answers; one of a plain request outside of any. */
    static Exchange current() {
        return CURRENT.isBound() ? CURRENT.get() : new Exchange(false, Optional.empty(), Set.of());
    }
}
