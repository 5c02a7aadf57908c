package io.chandler.acceptance;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer of the broker.
 *
 * @param retryAfter the header, in seconds
 */
record Reply(int status, ObjectNode body, Optional<Integer> retryAfter) {

    boolean is(int... expected) {
        for (int one : expected) {
            if (status == one) {
                return true;
            }
        }
        return false;
    }

    /** Whether the broker has done what was asked or will do so. */
    boolean acknowledged() {
        return status >= 200 && status < 300;
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
