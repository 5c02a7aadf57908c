package io.chandler.acceptance.service;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operation does, by its parameters.
 *
 * @param steps how many; 1 at least
 * @param pause the time that each step takes
 * @param failures how many attempts fail after the first step
 * @param refusal the sentence with which the operation is refused after its steps
 * @param value the content of the thing
 */
record Script(int steps, Duration pause, int failures, Optional<String> refusal, String value) {

    static Script of(ObjectNode parameters) {
        return new Script(
                Math.max(1, parameters.path("steps").asInt(2)),
                Duration.ofMillis(parameters.path("millis").asInt(0)),
                parameters.path("failures").asInt(0),
                Optional.ofNullable(parameters.get("refuse")).map(node -> node.stringValue()),
                parameters.path("value").asString("nothing"));
    }
}
