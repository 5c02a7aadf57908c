package io.chandler.apiserver;

import java.util.List;
import java.util.Map;

/**
 * Who asks.
 *
 * @param uid empty text where there is none
 * @param extra what else whoever has recognised the user says of him
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** A user of these groups. */
    public static User of(String name, List<String> groups) {
        return new User(name, "", groups, Map.of());
    }
}
