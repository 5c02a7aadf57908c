package io.chandler.testkit.internal;

import io.chandler.testkit.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/** User and password of Basic authentication. */
public record Credentials(String username, String password) {

    /** Those of a request; empty if it has none. */
    public static Optional<Credentials> basic(Request request) {
        var header = request.header("Authorization").orElse("");
        if (!header.regionMatches(true, 0, "basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            var text = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Compares in a time that does not depend on the secret. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    public boolean are(String rightUsername, String rightPassword) {
        return same(username, rightUsername) && same(password, rightPassword);
    }

    @Override
    public String toString() {
        return "Credentials[username=" + username + "]";
    }
}
