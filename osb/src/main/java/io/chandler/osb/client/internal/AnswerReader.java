package io.chandler.osb.client.internal;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.ServiceEndpoint;
import io.chandler.osb.VolumeMount;
import io.chandler.osb.client.FetchedBinding;
import io.chandler.osb.client.FetchedInstance;
import io.chandler.osb.client.OperationStatus;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads what brokers answer. */
public final class AnswerReader {

    private static final int LONGEST_OPERATION = 10_000;

    private AnswerReader() {}

    /** The object that a body is; empty where it is anything else. */
    static Optional<ObjectNode> object(byte[] body) {
        try {
            return Json.mapper().readTree(body) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The operation of a 202. */
    static Optional<String> operation(Members answer) {
        var operation = answer.text("operation");
        if (operation.isPresent() && operation.get().length() > LONGEST_OPERATION) {
            throw answer.wrong("operation", "at most " + LONGEST_OPERATION + " characters long");
        }
        return operation;
    }

    /** What is said of an instance. */
    static InstanceFacts facts(Members answer) {
        var metadata = answer.members("metadata");
        return new InstanceFacts(
                answer.text("dashboard_url"),
                metadata.flatMap(members -> members.object("labels")),
                metadata.flatMap(members -> members.object("attributes")));
    }

    static FetchedInstance instance(Members answer) {
        return new FetchedInstance(
                answer.text("service_id"),
                answer.text("plan_id"),
                answer.object("parameters"),
                answer.members("maintenance_info").flatMap(AnswerReader::maintenanceInfo),
                facts(answer));
    }

    private static Optional<MaintenanceInfo> maintenanceInfo(Members info) {
        return info.text("version").map(version -> new MaintenanceInfo(version, info.text("description")));
    }

    static BindingDetails binding(Members answer) {
        var metadata = answer.members("metadata");
        return new BindingDetails(
                answer.object("credentials"),
                answer.text("syslog_drain_url"),
                answer.text("route_service_url"),
                answer.list("volume_mounts").stream().map(AnswerReader::volume).toList(),
                answer.list("endpoints").stream().map(AnswerReader::endpoint).toList(),
                metadata.flatMap(members -> members.instant("expires_at")),
                metadata.flatMap(members -> members.instant("renew_before")));
    }

    static FetchedBinding fetchedBinding(Members answer) {
        return new FetchedBinding(binding(answer), answer.object("parameters"));
    }

    private static VolumeMount volume(Members mount) {
        var device = mount.requiredMembers("device");
        return new VolumeMount(
                mount.requiredText("driver"),
                mount.requiredText("container_dir"),
                mount.requiredText("mode"),
                mount.requiredText("device_type"),
                device.requiredText("volume_id"),
                device.object("mount_config"));
    }

    private static ServiceEndpoint endpoint(Members endpoint) {
        var ports = endpoint.texts("ports");
        if (ports.isEmpty()) {
            throw endpoint.wrong("ports", "an array of strings that is not empty");
        }
        return new ServiceEndpoint(
                endpoint.requiredText("host"), ports, endpoint.text("protocol").orElse("tcp"));
    }

    static OperationStatus status(Members answer, Optional<Duration> retryAfter) {
        var state = switch (answer.requiredText("state")) {
            case "in progress" -> OperationStatus.State.IN_PROGRESS;
            case "succeeded" -> OperationStatus.State.SUCCEEDED;
            case "failed" -> OperationStatus.State.FAILED;
            default -> throw answer.wrong("state", "\"in progress\", \"succeeded\" or \"failed\"");
        };
        return new OperationStatus(
                state,
                answer.text("description"),
                answer.flag("instance_usable"),
                answer.flag("update_repeatable"),
                retryAfter);
    }
}
