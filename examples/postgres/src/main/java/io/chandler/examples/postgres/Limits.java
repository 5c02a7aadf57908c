package io.chandler.examples.postgres;

import io.chandler.broker.Refusal;
import java.time.Duration;

/**
 * What a plan allows, and what an instance of it may use.
 *
 * @param connections most connections at once
 * @param statementTimeout longest that a statement may run
 * @param pause how long each step waits before it works; zero but for plans that show what happens during a step
 */
record Limits(int connections, Duration statementTimeout, Duration pause) {

    /**
     * What an instance may use that was asked for with these parameters.
     *
     * @throws Refusal if more is asked for than the plan allows
     */
    Limits narrowedTo(DatabaseParameters wanted, String plan) {
        var wantedConnections = wanted.maxConnections().orElse(connections);
        if (wantedConnections > connections) {
            throw new Refusal("parameters.maxConnections must be at most %d on plan %s (was %d)."
                    .formatted(connections, plan, wantedConnections));
        }
        var wantedTimeout =
                wanted.statementTimeoutSeconds().map(Duration::ofSeconds).orElse(statementTimeout);
        if (wantedTimeout.compareTo(statementTimeout) > 0) {
            throw new Refusal("parameters.statementTimeoutSeconds must be at most %d on plan %s (was %d)."
                    .formatted(statementTimeout.toSeconds(), plan, wantedTimeout.toSeconds()));
        }
        return new Limits(wantedConnections, wantedTimeout, pause);
    }
}
