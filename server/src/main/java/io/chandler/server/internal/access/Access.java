package io.chandler.server.internal.access;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import io.chandler.server.configuration.Passwords;
import io.chandler.server.configuration.Section;
import io.chandler.server.internal.access.Account.SlowCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Users and platforms as they are configured at one moment. Thread-safe. */
public final class Access {

    /** The name of the platform where none is configured. */
    public static final String DEFAULT_PLATFORM = "default";

    /** Who asks where no credentials are needed. */
    public static final String ANYBODY = "anonymous";

    /** What authentication comes to. */
    public sealed interface Verdict {
        /** The user is who he says. */
        record Granted(String user) implements Verdict {}

        /** No credentials, or wrong ones. */
        enum Denied implements Verdict {
            DENIED
        }

        /** Too many passwords are being checked at the moment. */
        enum Busy implements Verdict {
            BUSY
        }
    }

    /**
     * A platform and where its requests arrive.
     *
     * @param prefix what precedes {@code /v2} in a path; empty for nothing
     * @param users who belongs to it; empty for everybody
     */
    public record Platform(String name, String prefix, Optional<Set<String>> users) {

        /** Whether requests of the user may come by this platform. */
        public boolean admits(String user) {
            return users.isEmpty() || users.get().contains(user);
        }

        private boolean leads(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }

    private final Accounts accounts;
    private final List<Platform> platforms;
    private final List<Path> files;
    private final boolean open;

    private Access(Accounts accounts, List<Platform> platforms, List<Path> files, boolean open) {
        this.accounts = accounts;
        this.platforms = platforms;
        this.files = List.copyOf(files);
        this.open = open;
    }

    /**
     * Users and platforms of the configuration.
     *
     * @param withoutCredentials whether everybody is let in where no users are configured
     * @throws ConfigurationException if there is no user, or a password file cannot be read
     */
    public static Access of(Configuration configuration, boolean withoutCredentials) {
        return of(configuration, withoutCredentials, Passwords::matches);
    }

    static Access of(Configuration configuration, boolean withoutCredentials, SlowCheck slow) {
        var problems = new ArrayList<String>();
        var secrets = new HashMap<String, String>();
        var files = new ArrayList<Path>();
        for (var user : configuration.get(Keys.USERS)) {
            var name = user.get(Keys.USER_NAME);
            user.find(Keys.USER_PASSWORD_FILE).ifPresent(files::add);
            secret(user, problems).ifPresent(secret -> secrets.put(name, secret));
        }
        boolean open = configuration.get(Keys.USERS).isEmpty();
        if (open && !withoutCredentials) {
            problems.add("users must name at least one user, or CHANDLER_USER and CHANDLER_PASSWORD must be set:"
                    + " without credentials everybody could use the broker");
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("The configuration", problems);
        }
        return new Access(Accounts.of(secrets, slow), platforms(configuration), files, open);
    }

    private static Optional<String> secret(Section user, List<String> problems) {
        var file = user.find(Keys.USER_PASSWORD_FILE);
        if (file.isEmpty()) {
            return user.find(Keys.USER_PASSWORD_HASH).or(() -> user.find(Keys.USER_PASSWORD));
        }
        try (var lines = Files.lines(file.get())) {
            var first = lines.findFirst().map(String::strip).filter(line -> !line.isEmpty());
            if (first.isEmpty()) {
                problems.add(user.path() + ".password-file must hold a password in its first line: " + file.get());
            }
            return first;
        } catch (IOException | UncheckedIOException e) {
            problems.add(user.path() + ".password-file cannot be read: " + file.get());
            return Optional.empty();
        }
    }

    private static List<Platform> platforms(Configuration configuration) {
        var sections = configuration.get(Keys.PLATFORMS);
        if (sections.isEmpty()) {
            return List.of(new Platform(DEFAULT_PLATFORM, "", Optional.empty()));
        }
        return sections.stream()
                .map(Access::platform)
                .sorted(Comparator.comparingInt(
                                (Platform platform) -> platform.prefix().length())
                        .reversed())
                .toList();
    }

    private static Platform platform(Section section) {
        var name = section.get(Keys.PLATFORM_NAME);
        var path = section.find(Keys.PLATFORM_PATH).orElse("/" + name);
        var prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new Platform(name, prefix, section.find(Keys.PLATFORM_USERS).map(Set::copyOf));
    }

    /** The platform whose prefix the path has; null where there is none. */
    public @Nullable Platform platform(String rawPath) {
        for (var platform : platforms) {
            if (platform.leads(rawPath)) {
                return platform;
            }
        }
        return null;
    }

    /** Checks the value of the header {@code Authorization}; null where there is none. */
    public Verdict authenticate(@Nullable String authorization) {
        if (open) {
            return new Verdict.Granted(ANYBODY);
        }
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Verdict.Denied.DENIED;
        }
        return accounts.check(authorization.substring(6).strip());
    }

    /** Files whose change may change who is let in. */
    public List<Path> files() {
        return files;
    }

    /** Whether nobody needs credentials. */
    public boolean open() {
        return open;
    }

    /** The platforms, for a log line. */
    public String describe() {
        return platforms.stream()
                .map(platform -> platform.name() + " at " + platform.prefix() + "/v2")
                .collect(Collectors.joining(", "));
    }
}
