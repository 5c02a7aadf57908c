package io.chandler.adapter;

import io.chandler.adapter.manifest.Manifest;
import java.util.Map;
import java.util.Optional;

/**
 * The input of {@code generate-manifest}. {@code toString} shows no secret.
 *
 * @param previousManifest the manifest of the deployment as it is; absent on the first one
 * @param previousPlan the plan before this update; absent otherwise
 * @param previousSecrets the values of the previous manifest's {@code ((...))}, by their exact texts; only on updates and
 *     only if secure manifests are on
 * @param previousConfigs the contents of the deployment's BOSH configs by type
 * @param uaaClient the client of UAA that was made for this instance
 */
public record ManifestRequest(
        ServiceDeployment deployment,
        Plan plan,
        RequestParameters parameters,
        Optional<Manifest> previousManifest,
        Optional<Plan> previousPlan,
        Map<String, String> previousSecrets,
        Map<String, String> previousConfigs,
        Optional<UaaClient> uaaClient) {
    @Override
    public String toString() {
        return "ManifestRequest[" + deployment.deploymentName() + "]";
    }
}
