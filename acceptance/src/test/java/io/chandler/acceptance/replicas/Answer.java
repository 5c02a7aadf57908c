package io.chandler.acceptance.replicas;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a replica answered. */
record Answer(int status, ObjectNode body) {

    boolean is(int... expected) {
        for (int one : expected) {
            if (status == one) {
                return true;
            }
        }
        return false;
    }

    /** Whether it says no more than that the request should be sent again. */
    boolean isBusy() {
        return status == 429 || status >= 500;
    }

    /** Whether another operation of the same object is under way. */
    boolean isConcurrency() {
        return status == 422 && text("error").filter("ConcurrencyError"::equals).isPresent();
    }

    Optional<String> text(String member) {
        return Optional.ofNullable(body.get(member)).map(JsonNode::stringValue);
    }

    Optional<String> operation() {
        return text("operation");
    }

    String state() {
        return text("state").orElse("");
    }
}
