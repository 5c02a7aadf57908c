package io.chandler.osb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user of Kubernetes who caused a request: section "Originating Identity Header" of the profile.
 *
 * @param properties the object as sent; not to be modified
 */
public record KubernetesUser(ObjectNode properties) {

    /** The user, if the identity is one of Kubernetes. */
    public static Optional<KubernetesUser> of(OriginatingIdentity identity) {
        return identity.platform().equals(KubernetesContext.PLATFORM)
                ? Optional.of(new KubernetesUser(identity.properties()))
                : Optional.empty();
    }

    /** {@code username}. */
    public Optional<String> name() {
        return JsonMembers.text(properties, "username");
    }

    /** {@code uid}. */
    public Optional<String> uid() {
        return JsonMembers.text(properties, "uid");
    }

    /** {@code groups}; empty where there are none. */
    public List<String> groups() {
        return JsonMembers.texts(properties.get("groups"));
    }

    /** {@code extra}; empty where there is none. */
    public Map<String, List<String>> extra() {
        SequencedMap<String, List<String>> extra = new LinkedHashMap<>();
        for (var member : JsonMembers.object(properties, "extra").properties()) {
            extra.put(member.getKey(), JsonMembers.texts(member.getValue()));
        }
        return extra;
    }
}
