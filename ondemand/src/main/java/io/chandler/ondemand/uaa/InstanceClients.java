package io.chandler.ondemand.uaa;

import java.util.Map;
import java.util.Optional;

/**
 * One client of UAA for each service instance, by the configuration's {@code client_definition}. Without a definition
 * none is made, and {@link #update} and {@link #delete} remove what an earlier one has made. Methods block and throw
 * {@link UaaException}. Thread-safe.
 *
 * <p>A client is a flat map of text, with the keys that an adapter receives: {@code client_id}, {@code client_secret}
 * (only when it was just made), {@code name}, {@code scopes}, ...
 */
public interface InstanceClients {

    /** Makes the client of an instance. */
    Optional<Map<String, String>> create(String instanceId, Optional<String> name, Optional<String> spaceId);

    /**
     * Brings the client of an instance up to the definition, making it where it is missing.
     *
     * @param making is run before a missing client is made
     */
    Optional<Map<String, String>> update(
            String instanceId, Optional<String> name, Optional<String> spaceId, Runnable making);

    /** Sets where the client may redirect to. */
    void updateRedirect(String instanceId, String dashboardUrl, Optional<String> spaceId);

    /** Deletes the client; already gone is well. */
    void delete(String instanceId);
}
