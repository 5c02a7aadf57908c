package io.chandler.adapter;

import io.chandler.adapter.document.Values;

/**
 * A client of UAA; lists are separated by commas. {@code toString} leaves the secret out.
 *
 * @param clientSecret only on the call that follows its making; empty later
 */
public record UaaClient(
        String clientId,
        String clientSecret,
        String name,
        String authorities,
        String authorizedGrantTypes,
        String resourceIds,
        String scopes) {

    static UaaClient read(Values values) {
        return new UaaClient(
                values.text("client_id").orElse(""),
                values.text("client_secret").orElse(""),
                values.text("name").orElse(""),
                values.text("authorities").orElse(""),
                values.text("authorized_grant_types").orElse(""),
                values.text("resource_ids").orElse(""),
                values.text("scopes").orElse(""));
    }

    @Override
    public String toString() {
        return "UaaClient[" + clientId + "]";
    }
}
