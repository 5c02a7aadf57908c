package io.chandler.cli.internal;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A result: members in order, shown as text or JSON. */
final class Report {

    private static final int LABEL = 18;

    private final ObjectNode members = Json.object();

    static Report of(Notebook.Instance instance) {
        return new Report()
                .with("name", instance.name())
                .with("id", instance.id())
                .with("service_id", instance.serviceId())
                .with("plan_id", instance.planId());
    }

    static Report of(Notebook.Instance instance, Notebook.Binding binding) {
        return new Report()
                .with("name", binding.name())
                .with("id", binding.id())
                .with("instance", instance.name())
                .with("instance_id", instance.id());
    }

    Report with(String name, String value) {
        members.put(name, value);
        return this;
    }

    Report with(String name, Optional<String> value) {
        value.ifPresent(given -> members.put(name, given));
        return this;
    }

    Report with(String name, JsonNode value) {
        if (!value.isEmpty()) {
            members.set(name, value);
        }
        return this;
    }

    Report with(InstanceFacts facts) {
        with("dashboard_url", facts.dashboardUrl());
        facts.labels().ifPresent(labels -> with("labels", labels));
        facts.attributes().ifPresent(attributes -> with("attributes", attributes));
        return this;
    }

    /** All of a binding; what may be secret is hidden unless asked for. */
    Report with(BindingDetails details, boolean showSecrets) {
        var secret = Json.object();
        details.credentials().ifPresent(credentials -> secret.set("credentials", credentials));
        details.syslogDrainUrl().ifPresent(url -> secret.put("syslog_drain_url", url));
        details.routeServiceUrl().ifPresent(url -> secret.put("route_service_url", url));
        (showSecrets ? secret : Secrets.all(secret))
                .properties()
                .forEach(member -> members.set(member.getKey(), member.getValue()));
        with("volume_mounts", volumes(details, showSecrets));
        with("endpoints", endpoints(details));
        with("expires_at", details.expiresAt().map(Object::toString));
        with("renew_before", details.renewBefore().map(Object::toString));
        return this;
    }

    private static ArrayNode volumes(BindingDetails details, boolean showSecrets) {
        var array = Json.object().arrayNode();
        for (var mount : details.volumeMounts()) {
            var device = array.addObject()
                    .put("driver", mount.driver())
                    .put("container_dir", mount.containerDirectory())
                    .put("mode", mount.mode())
                    .put("device_type", mount.deviceType())
                    .putObject("device")
                    .put("volume_id", mount.volumeId());
            mount.mountConfig()
                    .ifPresent(config -> device.set("mount_config", showSecrets ? config : Secrets.all(config)));
        }
        return array;
    }

    private static ArrayNode endpoints(BindingDetails details) {
        var array = Json.object().arrayNode();
        for (var endpoint : details.endpoints()) {
            var node = array.addObject().put("host", endpoint.host());
            endpoint.ports().forEach(node.putArray("ports")::add);
            node.put("protocol", endpoint.protocol());
        }
        return array;
    }

    void print(Session session, OutputOptions output) {
        if (output.json()) {
            session.print(members);
        } else {
            members.properties().forEach(member -> print(session, "", member.getKey(), member.getValue()));
        }
    }

    private static void print(Session session, String indent, String name, JsonNode value) {
        var label = indent + Text.clean(name) + ":";
        if (value instanceof ObjectNode object) {
            session.say(label);
            object.properties().forEach(member -> print(session, indent + "  ", member.getKey(), member.getValue()));
        } else {
            var text = value.isString() ? value.stringValue() : value.toString();
            session.say(label + " ".repeat(Math.max(1, LABEL - label.length())) + Text.clean(text));
        }
    }
}
