package io.chandler.testkit.uaa;

import java.util.List;

/**
 * A token that is valid.
 *
 * @param subject the client's id, or the user's name
 */
public record Token(String subject, List<String> scopes) {

    /** Whether it has one of these scopes. */
    public boolean allows(String... anyOf) {
        return List.of(anyOf).stream().anyMatch(scopes::contains);
    }
}
