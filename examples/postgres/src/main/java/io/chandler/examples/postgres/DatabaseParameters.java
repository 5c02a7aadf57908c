package io.chandler.examples.postgres;

import io.chandler.broker.parameters.Description;
import io.chandler.broker.parameters.Maximum;
import io.chandler.broker.parameters.Minimum;
import java.util.Optional;

/**
 * What a user may say about a database.
 *
 * @param maxConnections what the plan allows where it is left out
 * @param statementTimeoutSeconds what the plan allows where it is left out
 */
public record DatabaseParameters(
        @Description("Most connections at once, not more than the plan allows.") @Minimum(1) @Maximum(500)
        Optional<Integer> maxConnections,

        @Description("Seconds after which a statement is ended, not more than the plan allows.")
        @Minimum(1)
        @Maximum(86_400)
        Optional<Integer> statementTimeoutSeconds) {}
