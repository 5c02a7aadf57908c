package io.chandler.ondemand.uaa;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Without a definition: what an earlier one has made is deleted with the next update, and with the instance at the
 * latest. A broker that may not manage clients has made none and only says so once.
 */
final class FormerInstanceClients implements InstanceClients {

    private final ClientsApi api;
    private final Consumer<String> log;
    private final AtomicBoolean told = new AtomicBoolean();

    FormerInstanceClients(ClientsApi api, Consumer<String> log) {
        this.api = api;
        this.log = log;
    }

    @Override
    public Optional<Map<String, String>> create(String instanceId, Optional<String> name, Optional<String> space) {
        return Optional.empty();
    }

    @Override
    public Optional<Map<String, String>> update(
            String instanceId, Optional<String> name, Optional<String> space, Runnable making) {
        try {
            if (api.find(instanceId).isPresent()) {
                api.delete(instanceId);
            }
        } catch (UaaException e) {
            // An update does not need it gone, and a later one or the deletion tries again.
            tell(instanceId, e);
        }
        return Optional.empty();
    }

    @Override
    public void updateRedirect(String instanceId, String dashboardUrl, Optional<String> spaceId) {}

    @Override
    public void delete(String instanceId) {
        try {
            api.delete(instanceId);
        } catch (UaaException e) {
            if (e.kind() != UaaException.Kind.FORBIDDEN) {
                throw e;
            }
            tell(instanceId, e);
        }
    }

    private void tell(String instanceId, UaaException e) {
        if (e.kind() != UaaException.Kind.FORBIDDEN) {
            log.accept("could not look for a client of UAA that the instance " + instanceId
                    + " may have of an earlier cf.uaa.client_definition: " + e.getMessage());
        } else if (told.compareAndSet(false, true)) {
            log.accept("clients of UAA that an earlier cf.uaa.client_definition may have made are not deleted, for the"
                    + " client of cf.uaa.authentication may not manage them: " + e.getMessage());
        }
    }
}
