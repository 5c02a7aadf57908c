package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where on the platform a request belongs: the context object of the profile. Every field that the platform sent is
 * kept; {@link #text} reads one of them.
 *
 * @param properties the object as sent; empty where absent or null; not to be modified
 */
public record PlatformContext(ObjectNode properties) {

    /** Whether nothing was sent. */
    public boolean isEmpty() {
        return properties.isEmpty();
    }

    /** {@code platform}, such as {@code cloudfoundry}. */
    public Optional<String> platform() {
        return text("platform");
    }

    /** The instance's name on the platform; it may change over time, so it is never a key. */
    public Optional<String> instanceName() {
        return text("instance_name");
    }

    /** The text of a member; empty where it is absent, empty or not a string. */
    public Optional<String> text(String name) {
        return JsonMembers.text(properties, name);
    }
}
