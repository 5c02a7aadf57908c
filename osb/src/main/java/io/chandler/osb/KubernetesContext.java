package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The context of a request from Kubernetes: section "Context Object" of the profile. Everything in it may change over
 * time, so nothing of it is a key. Members of the wrong type read as absent; whatever else was sent is in
 * {@link #properties}.
 *
 * @param properties the object as sent; not to be modified
 */
public record KubernetesContext(ObjectNode properties) {

    /** The value of {@code platform}. */
    public static final String PLATFORM = "kubernetes";

    /** The context, if it is one of Kubernetes. */
    public static Optional<KubernetesContext> of(PlatformContext context) {
        return context.platform().filter(PLATFORM::equals).map(_ -> new KubernetesContext(context.properties()));
    }

    /** {@code namespace}. */
    public Optional<String> namespace() {
        return JsonMembers.text(properties, "namespace");
    }

    /** {@code clusterid}. */
    public Optional<String> clusterId() {
        return JsonMembers.text(properties, "clusterid");
    }

    /** {@code instance_name}. */
    public Optional<String> instanceName() {
        return JsonMembers.text(properties, "instance_name");
    }

    /** {@code namespace_annotations}; an empty object where there are none. */
    public ObjectNode namespaceAnnotations() {
        return JsonMembers.object(properties, "namespace_annotations");
    }

    /** {@code instance_annotations}; an empty object where there are none. */
    public ObjectNode instanceAnnotations() {
        return JsonMembers.object(properties, "instance_annotations");
    }
}
