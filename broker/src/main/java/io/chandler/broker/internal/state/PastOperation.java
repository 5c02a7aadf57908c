package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.OperationType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation that has ended, as the history of its object shows it.
 *
 * @param attempts failed runs and the last one; a run that ended with its process does not count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PastOperation(
        String id,
        OperationType type,
        Instant startedAt,
        Instant endedAt,
        int attempts,
        Outcome outcome,
        @Nullable String description,
        @Nullable Boolean instanceUsable,
        @Nullable Boolean updateRepeatable) {}
