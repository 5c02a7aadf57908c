package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Problems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Stream;

/** What must hold between several settings. */
final class Rules {

    private Rules() {}

    static void check(Section values, Problems problems) {
        tls(values, problems);
        users(values, problems);
        platforms(values, problems);
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
}
