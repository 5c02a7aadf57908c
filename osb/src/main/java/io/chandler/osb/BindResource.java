package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documented members of {@code bind_resource}: sections "Bind Resource Object" of the specification and of the
 * profile. Members that are absent, empty or of the wrong type read as absent; whatever else was sent is in
 * {@link #properties}.
 *
 * @param properties the object as sent; not to be modified
 */
public record BindResource(ObjectNode properties) {

    /** The bind resource of a request. */
    public static BindResource of(BindRequest request) {
        return new BindResource(request.bindResource());
    }

    /** {@code app_guid}; see {@link BindRequest#appId}, which knows the deprecated place too. */
    public Optional<String> appId() {
        return JsonMembers.text(properties, "app_guid");
    }

    /** {@code route}: the address that a route service serves. */
    public Optional<String> route() {
        return JsonMembers.text(properties, "route");
    }

    /** {@code space_guid} of the app (Cloud Foundry). */
    public Optional<String> spaceId() {
        return JsonMembers.text(properties, "space_guid");
    }

    /** {@code credential_client_id}: who may read the credentials of a service key (Cloud Foundry). */
    public Optional<String> credentialClientId() {
        return JsonMembers.text(properties, "credential_client_id");
    }

    /** {@code app_annotations} (Cloud Foundry); an empty object where there are none. */
    public ObjectNode appAnnotations() {
        return JsonMembers.object(properties, "app_annotations");
    }
}
