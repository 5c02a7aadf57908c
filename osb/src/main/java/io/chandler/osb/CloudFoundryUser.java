package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user of Cloud Foundry who caused a request: section "Originating Identity Header" of the profile.
 *
 * @param properties the object as sent; not to be modified
 */
public record CloudFoundryUser(ObjectNode properties) {

    /** The user, if the identity is one of Cloud Foundry. */
    public static Optional<CloudFoundryUser> of(OriginatingIdentity identity) {
        return identity.platform().equals(CloudFoundryContext.PLATFORM)
                ? Optional.of(new CloudFoundryUser(identity.properties()))
                : Optional.empty();
    }

    /** {@code user_id}. */
    public Optional<String> id() {
        return JsonMembers.text(properties, "user_id");
    }
}
