package io.chandler.osb.internal;

import io.chandler.osb.Answer;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Json;
import io.chandler.osb.ServiceEndpoint;
import io.chandler.osb.VolumeMount;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The bodies of successful responses. Absent members, empty texts and empty lists are omitted, never null. */
final class Bodies {

    private static final int LONGEST_OPERATION = 10_000;

    private Bodies() {}

    static ObjectNode operation(String operation) {
        return operation(Json.object(), operation);
    }

    static ObjectNode facts(@Nullable String operation, InstanceFacts facts) {
        var body = Json.object();
        if (operation != null) {
            operation(body, operation);
        }
        return facts(body, facts);
    }

    static ObjectNode instance(Answer.Instance instance) {
        var body = Json.object();
        put(body, "service_id", Optional.of(instance.serviceId()));
        put(body, "plan_id", Optional.of(instance.planId()));
        put(body, "parameters", instance.parameters());
        instance.maintenanceInfo().ifPresent(info -> body.set("maintenance_info", CatalogWriter.maintenanceInfo(info)));
        return facts(body, instance.facts());
    }

    static ObjectNode binding(BindingDetails details, Optional<ObjectNode> parameters) {
        var body = Json.object();
        if (details.expiresAt().isPresent() || details.renewBefore().isPresent()) {
            var metadata = body.putObject("metadata");
            details.expiresAt().ifPresent(time -> metadata.put("expires_at", time(time)));
            details.renewBefore().ifPresent(time -> metadata.put("renew_before", time(time)));
        }
        put(body, "credentials", details.credentials());
        put(body, "syslog_drain_url", details.syslogDrainUrl());
        put(body, "route_service_url", details.routeServiceUrl());
        if (!details.volumeMounts().isEmpty()) {
            var mounts = body.putArray("volume_mounts");
            details.volumeMounts().forEach(mount -> mounts.add(volumeMount(mount)));
        }
        if (!details.endpoints().isEmpty()) {
            var endpoints = body.putArray("endpoints");
            details.endpoints().forEach(endpoint -> endpoints.add(endpoint(endpoint)));
        }
        put(body, "parameters", parameters);
        return body;
    }

    static void put(ObjectNode body, String name, Optional<?> value) {
        if (value.isEmpty()) {
            return;
        }
        switch (value.get()) {
            case String text when text.isEmpty() -> {}
            case String text -> body.put(name, text);
            case ObjectNode object -> body.set(name, object);
            case Object other -> throw new IllegalArgumentException(other.getClass() + " is not a member's value");
        }
    }

    /** {@code yyyy-MM-ddTHH:mm:ss.SZ} with at least one digit after the point. */
    static String time(Instant instant) {
        var text = instant.toString();
        return text.indexOf('.') >= 0 ? text : text.substring(0, text.length() - 1) + ".0Z";
    }

    private static ObjectNode operation(ObjectNode body, String operation) {
        if (operation.length() > LONGEST_OPERATION) {
            throw new IllegalStateException("an operation has at most " + LONGEST_OPERATION
                    + " characters, this one has " + operation.length());
        }
        put(body, "operation", Optional.of(operation));
        return body;
    }

    private static ObjectNode facts(ObjectNode body, InstanceFacts facts) {
        put(body, "dashboard_url", facts.dashboardUrl());
        if (facts.labels().isPresent() || facts.attributes().isPresent()) {
            var metadata = body.putObject("metadata");
            put(metadata, "labels", facts.labels());
            put(metadata, "attributes", facts.attributes());
        }
        return body;
    }

    private static ObjectNode volumeMount(VolumeMount mount) {
        var node = Json.object()
                .put("driver", mount.driver())
                .put("container_dir", mount.containerDirectory())
                .put("mode", mount.mode())
                .put("device_type", mount.deviceType());
        put(node.putObject("device").put("volume_id", mount.volumeId()), "mount_config", mount.mountConfig());
        return node;
    }

    private static ObjectNode endpoint(ServiceEndpoint endpoint) {
        var node = Json.object().put("host", endpoint.host());
        var ports = node.putArray("ports");
        endpoint.ports().forEach(ports::add);
        put(node, "protocol", Optional.of(endpoint.protocol()));
        return node;
    }
}
