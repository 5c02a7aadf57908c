package io.chandler.testkit.director;

import io.chandler.testkit.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Who may use the director. */
interface DirectorAccess {

    /** The user whose credentials a request bears; empty without any, or with wrong ones. */
    Optional<String> user(Request request);

    /** What {@code /info} says of it. */
    Map<String, Object> description();

    /** Basic authentication of one user. */
    static DirectorAccess basic(String username, String password) {
        var right = "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new DirectorAccess() {
            @Override
            public Optional<String> user(Request request) {
                return request.header("Authorization")
                        .filter(given -> MessageDigest.isEqual(
                                given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8)))
                        .map(_ -> username);
            }

            @Override
            public Map<String, Object> description() {
                return Map.of("type", "basic", "options", Map.of());
            }
        };
    }
}
