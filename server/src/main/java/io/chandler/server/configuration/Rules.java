package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Problems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold between several settings. */
final class Rules {

    private static final Set<String> ROLES = Set.of("read", "operate", "credentials");
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private Rules() {}

    static void check(Section values, Problems problems) {
        tls(values, problems);
        users(values, problems);
        platforms(values, problems);
        api(values, problems);
        if (values.get(Keys.ENGINE_RETRY_FIRST).compareTo(values.get(Keys.ENGINE_RETRY_LONGEST)) > 0) {
            problems.add("engine.retry-first", 0, "must not be longer than engine.retry-longest");
        }
        if (values.find(Keys.ENCRYPTION_KEYS).isPresent()
                && values.find(Keys.ENCRYPTION_KEYS_FILE).isPresent()) {
            problems.add("encryption", 0, "must have either keys or keys-file, not both");
        }
    }

    private static void tls(Section values, Problems problems) {
        boolean certificate = values.find(Keys.TLS_CERTIFICATE).isPresent();
        if (certificate != values.find(Keys.TLS_KEY).isPresent()) {
            problems.add("server.tls", 0, "must have both certificate and key, or neither");
        }
        boolean authorities = values.find(Keys.TLS_CLIENT_CA).isPresent();
        boolean asked = !values.get(Keys.TLS_CLIENT_AUTHENTICATION).equals("none");
        if (asked && !authorities) {
            problems.add("server.tls.client-ca", 0, "must be set where clients are asked for certificates");
        }
        if ((authorities || asked) && !certificate) {
            problems.add("server.tls.certificate", 0, "must be set where clients are asked for certificates");
        }
    }

    private static void users(Section values, Problems problems) {
        var names = new HashSet<String>();
        for (var user : values.get(Keys.USERS)) {
            var name = user.find(Keys.USER_NAME);
            if (name.isEmpty()) {
                problems.add(user.path() + ".name", user.line(), "is missing");
            } else if (!names.add(name.get())) {
                problems.add(user.path() + ".name", user.line(), "is the name of another user too: " + name.get());
            }
            long passwords = Stream.of(Keys.USER_PASSWORD, Keys.USER_PASSWORD_FILE, Keys.USER_PASSWORD_HASH)
                    .filter(key -> user.find(key).isPresent())
                    .count();
            if (passwords != 1) {
                problems.add(user.path(), user.line(), "must have one of password, password-file and password-hash");
            }
            user.find(Keys.USER_PASSWORD_HASH)
                    .filter(hash -> !Passwords.isHash(hash))
                    .ifPresent(_ -> problems.add(
                            user.path() + ".password-hash", user.line(), "must be what chandler hash-password prints"));
        }
    }

    private static void platforms(Section values, Problems problems) {
        var users = values.get(Keys.USERS).stream()
                .flatMap(user -> user.find(Keys.USER_NAME).stream())
                .toList();
        var names = new HashSet<String>();
        Map<String, String> paths = new HashMap<>();
        for (var platform : values.get(Keys.PLATFORMS)) {
            var name = platform.find(Keys.PLATFORM_NAME);
            if (name.isEmpty()) {
                problems.add(platform.path() + ".name", platform.line(), "is missing");
                continue;
            }
            if (!names.add(name.get())) {
                problems.add(
                        platform.path() + ".name",
                        platform.line(),
                        "is the name of another platform too: " + name.get());
            }
            var path = platform.find(Keys.PLATFORM_PATH).orElse("/" + name.get());
            var other = paths.putIfAbsent(path, name.get());
            if (other != null) {
                problems.add(
                        platform.path() + ".path",
                        platform.line(),
                        "is the path of platform " + other + " too: " + path);
            }
            for (var user : platform.find(Keys.PLATFORM_USERS).orElse(users)) {
                if (!users.contains(user)) {
                    problems.add(
                            platform.path() + ".users", platform.line(), "names " + user + ", who is not among users");
                }
            }
        }
    }

    private static void api(Section values, Problems problems) {
        if (values.find(Keys.API_TLS_CERTIFICATE).isPresent()
                != values.find(Keys.API_TLS_KEY).isPresent()) {
            problems.add("api.tls", 0, "must have both certificate and key, or neither");
        }
        if (values.get(Keys.API_ENABLED) && samePort(values)) {
            problems.add("api.port", 0, "must not be the server's: the API has a listener of its own");
        }
        var names = new HashSet<String>();
        for (var user : values.get(Keys.API_USERS)) {
            named(user, Keys.USER_NAME, names, problems);
            long passwords = Stream.of(Keys.USER_PASSWORD, Keys.USER_PASSWORD_FILE, Keys.USER_PASSWORD_HASH)
                    .filter(key -> user.find(key).isPresent())
                    .count();
            long tokens = Stream.of(Keys.API_TOKEN, Keys.API_TOKEN_FILE, Keys.API_TOKEN_HASH)
                    .filter(key -> user.find(key).isPresent())
                    .count();
            if (passwords > 1) {
                problems.add(
                        user.path(), user.line(), "must have at most one of password, password-file and password-hash");
            }
            if (tokens > 1) {
                problems.add(user.path(), user.line(), "must have at most one of token, token-file and token-sha256");
            }
            user.find(Keys.USER_PASSWORD_HASH)
                    .filter(hash -> !Passwords.isHash(hash))
                    .ifPresent(_ -> problems.add(
                            user.path() + ".password-hash", user.line(), "must be what chandler hash-password prints"));
            roles(user, problems);
        }
        var groups = new HashSet<String>();
        for (var group : values.get(Keys.API_GROUPS)) {
            named(group, Keys.API_GROUP_NAME, groups, problems);
            roles(group, problems);
        }
        boolean nobody = names.isEmpty() && groups.isEmpty();
        boolean delegated = values.get(Keys.API_DELEGATION);
        if (delegated && (!nobody || values.find(Keys.API_TLS_CLIENT_CA).isPresent())) {
            problems.add(
                    "api.delegation.enabled",
                    0,
                    "must not be set together with api.users, api.groups and api.tls.client-ca: the cluster decides");
        }
        if (values.get(Keys.API_ENABLED) && nobody && !delegated) {
            problems.add("api.users", 0, "must name at least one user: without, nobody could use the API");
        }
        if (!groups.isEmpty() && values.find(Keys.API_TLS_CLIENT_CA).isEmpty()) {
            problems.add(
                    "api.tls.client-ca", 0, "must be set where there are groups, which come from client certificates");
        }
    }

    private static boolean samePort(Section values) {
        var ours = values.get(Keys.ADDRESS);
        var theirs = values.get(Keys.API_ADDRESS);
        int port = values.get(Keys.API_PORT);
        return port != 0
                && port == values.get(Keys.PORT)
                && (ours.equals(theirs) || EVERY_ADDRESS.contains(ours) || EVERY_ADDRESS.contains(theirs));
    }

    private static void named(Section section, Key<String> key, Set<String> names, Problems problems) {
        var name = section.find(key);
        if (name.isEmpty()) {
            problems.add(section.path() + ".name", section.line(), "is missing");
        } else if (!names.add(name.get())) {
            problems.add(section.path() + ".name", section.line(), "is there twice: " + name.get());
        }
    }

    private static void roles(Section section, Problems problems) {
        for (var role : section.get(Keys.API_ROLES)) {
            if (!ROLES.contains(role)) {
                problems.add(
                        section.path() + ".roles",
                        section.line(),
                        "must be of read, operate and credentials, not " + role);
            }
        }
    }
}
