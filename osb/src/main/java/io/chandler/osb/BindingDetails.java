package io.chandler.osb;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a platform is told about a binding: section "Types of Binding". Absent members and empty lists are omitted.
 * {@code toString} never prints credentials.
 *
 * @param credentials a JSON object
 * @param expiresAt {@code metadata.expires_at}
 * @param renewBefore {@code metadata.renew_before}, not after {@code expiresAt}
 */
public record BindingDetails(
        Optional<ObjectNode> credentials,
        Optional<String> syslogDrainUrl,
        Optional<String> routeServiceUrl,
        List<VolumeMount> volumeMounts,
        List<ServiceEndpoint> endpoints,
        Optional<Instant> expiresAt,
        Optional<Instant> renewBefore) {

    public BindingDetails {
        volumeMounts = List.copyOf(volumeMounts);
        endpoints = List.copyOf(endpoints);
    }

    @Override
    public String toString() {
        return "BindingDetails[expiresAt=" + expiresAt + ", renewBefore=" + renewBefore + ", endpoints=" + endpoints
                + ", secrets not shown]";
    }
}
