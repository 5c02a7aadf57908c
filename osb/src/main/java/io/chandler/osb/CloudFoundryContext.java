package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The context of a request from Cloud Foundry: section "Context Object" of the profile. Names and annotations may
 * change over time, so they are never keys. Members of the wrong type read as absent; whatever else was sent is in
 * {@link #properties}.
 *
 * @param properties the object as sent; not to be modified
 */
public record CloudFoundryContext(ObjectNode properties) {

    /** The value of {@code platform}. */
    public static final String PLATFORM = "cloudfoundry";

    /** The context, if it is one of Cloud Foundry. */
    public static Optional<CloudFoundryContext> of(PlatformContext context) {
        return context.platform().filter(PLATFORM::equals).map(_ -> new CloudFoundryContext(context.properties()));
    }

    /** {@code organization_guid}. */
    public Optional<String> organizationId() {
        return text("organization_guid");
    }

    /** {@code organization_name}. */
    public Optional<String> organizationName() {
        return text("organization_name");
    }

    /** {@code space_guid}. */
    public Optional<String> spaceId() {
        return text("space_guid");
    }

    /** {@code space_name}. */
    public Optional<String> spaceName() {
        return text("space_name");
    }

    /** {@code instance_name}; Cloud Foundry does not send it with a bind request. */
    public Optional<String> instanceName() {
        return text("instance_name");
    }

    /** {@code organization_annotations}; an empty object where there are none. */
    public ObjectNode organizationAnnotations() {
        return JsonMembers.object(properties, "organization_annotations");
    }

    /** {@code space_annotations}; an empty object where there are none. */
    public ObjectNode spaceAnnotations() {
        return JsonMembers.object(properties, "space_annotations");
    }

    /** {@code instance_annotations}; an empty object where there are none. */
    public ObjectNode instanceAnnotations() {
        return JsonMembers.object(properties, "instance_annotations");
    }

    private Optional<String> text(String name) {
        return JsonMembers.text(properties, name);
    }
}
