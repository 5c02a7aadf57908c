package io.chandler.broker.internal.common;

import io.chandler.broker.internal.state.Sealed;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Json;
import io.chandler.resources.Ref;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Seals what must not lie open in the store. A sealed value opens only for the object and field it was sealed for. */
public final class Vault {

    private final Keyring keyring;

    /** A vault with these keys. */
    public Vault(Keyring keyring) {
        this.keyring = keyring;
    }

    /** Seals a JSON value. */
    public Sealed seal(JsonNode value, Ref owner, String field) {
        return new Sealed(keyring.seal(Json.mapper().writeValueAsBytes(value), context(owner, field)));
    }

    /** Seals a JSON object; an empty one needs no sealing and is absent. */
    public @Nullable Sealed sealObject(ObjectNode value, Ref owner, String field) {
        return value.isEmpty() ? null : seal(value, owner, field);
    }

    /** Opens what {@link #seal} made. */
    public JsonNode open(Sealed sealed, Ref owner, String field) {
        return Json.mapper().readTree(keyring.open(sealed.text(), context(owner, field)));
    }

    /** Opens what {@link #sealObject} made. */
    public ObjectNode openObject(@Nullable Sealed sealed, Ref owner, String field) {
        return sealed == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) open(sealed, owner, field);
    }

    private static byte[] context(Ref owner, String field) {
        return (owner.namespace() + '\n' + owner.name() + '\n' + field).getBytes(StandardCharsets.UTF_8);
    }
}
