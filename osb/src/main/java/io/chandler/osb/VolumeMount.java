package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A volume for an app: section "Volume Mounts Object".
 *
 * @param mode {@code r} or {@code rw}
 * @param deviceType {@code shared}
 * @param volumeId {@code device.volume_id}
 * @param mountConfig {@code device.mount_config}
 */
public record VolumeMount(
        String driver,
        String containerDirectory,
        String mode,
        String deviceType,
        String volumeId,
        Optional<ObjectNode> mountConfig) {}
