package io.chandler.ondemand.broker;

import io.chandler.ondemand.uaa.InstanceClients;
import java.util.Map;
import java.util.Optional;

/** Clients that are kept in a map: where each redirects to, by its instance. */
record TestClients(Map<String, String> all) implements InstanceClients {

    @Override
    public Optional<Map<String, String>> create(String instanceId, Optional<String> name, Optional<String> spaceId) {
        all.put(instanceId, "");
        return Optional.of(Map.of("client_id", instanceId, "client_secret", "hidden"));
    }

    @Override
    public Optional<Map<String, String>> update(
            String instanceId, Optional<String> name, Optional<String> spaceId, Runnable making) {
        return create(instanceId, name, spaceId);
    }

    @Override
    public void updateRedirect(String instanceId, String dashboardUrl, Optional<String> spaceId) {
        all.put(instanceId, dashboardUrl);
    }

    @Override
    public void delete(String instanceId) {
        all.remove(instanceId);
    }
}
