package io.chandler.osb;

import tools.jackson.databind.node.ObjectNode;

/**
 * The user who caused a request: section "Originating Identity".
 *
 * @param platform the platform that knows the user, such as {@code cloudfoundry} or {@code kubernetes}
 * @param properties what the platform says of the user, such as {@code user_id}; not to be modified
 */
public record OriginatingIdentity(String platform, ObjectNode properties) {

    /** The header that carries it. */
    public static final String HEADER = "X-Broker-API-Originating-Identity";
}
