package io.chandler.ondemand.credhub;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A CredHub. Methods block and throw {@link CredHubException}. Thread-safe. */
public interface CredHub {

    /** The current value of a credential by its path; empty if there is none. */
    Optional<JsonNode> byPath(String path);

    /** The value of one version of a credential; empty if there is none. */
    Optional<JsonNode> byId(String id);

    /** The paths of all credentials that contain a text. */
    List<String> pathsLike(String text);

    /** Writes a credential: an object as type {@code json}, a text as {@code value}. */
    void put(String path, JsonNode value);

    /** Deletes a credential; already gone is well. */
    void delete(String path);

    /** Lets an actor ({@code mtls-app:...}, {@code uaa-client:...}) read a credential. */
    void permitReading(String path, String actor);
}
