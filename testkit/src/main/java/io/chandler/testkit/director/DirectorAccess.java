package io.chandler.testkit.director;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Credentials;
import io.chandler.testkit.uaa.Token;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.List;
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
        return new DirectorAccess() {
            @Override
            public Optional<String> user(Request request) {
                return Credentials.basic(request)
                        .filter(given -> given.are(username, password))
                        .map(Credentials::username);
            }

            @Override
            public Map<String, Object> description() {
                return Map.of("type", "basic", "options", Map.of());
            }
        };
    }

    /** Tokens of a UAA, for its clients and users that may administer the director. */
    static DirectorAccess uaa(UaaSimulator uaa) {
        return new DirectorAccess() {
            @Override
            public Optional<String> user(Request request) {
                return uaa.token(request.header("Authorization").orElse(""))
                        .filter(token -> token.allows("bosh.admin"))
                        .map(Token::subject);
            }

            @Override
            public Map<String, Object> description() {
                var url = uaa.url().toString();
                return Map.of("type", "uaa", "options", Map.of("url", url, "urls", List.of(url)));
            }
        };
    }
}
