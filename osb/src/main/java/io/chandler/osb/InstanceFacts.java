package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a platform is told about an instance besides its attributes.
 *
 * @param dashboardUrl where the user manages the instance; known before the instance is (section "Provisioning")
 * @param labels {@code metadata.labels}
 * @param attributes {@code metadata.attributes}
 */
public record InstanceFacts(
        Optional<String> dashboardUrl, Optional<ObjectNode> labels, Optional<ObjectNode> attributes) {

    /** Nothing to tell. */
    public static final InstanceFacts NONE = new InstanceFacts(Optional.empty(), Optional.empty(), Optional.empty());
}
