package io.chandler.server.internal.access;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.Authenticator;
import io.chandler.apiserver.Authorizer;
import io.chandler.apiserver.User;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Keys;
import io.chandler.server.configuration.Passwords;
import io.chandler.server.configuration.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use the Kubernetes-style API, and for what, as it is configured at one moment: users with a password, a token or
 * a client certificate, and groups of client certificates, each with roles. Thread-safe.
 */
public final class ApiAccess implements Authenticator, Authorizer {

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Set<String> READING = Set.of("get", "list", "watch");
    private static final String CREDENTIALS = "credentials";

    /** A token, known by its digest. */
    private record Token(byte[] digest, String user) {}

    private final Accounts accounts;
    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, Set<String>> roles = new HashMap<>();
    private final Map<String, Set<String>> groupRoles = new HashMap<>();
    private final List<Path> files = new ArrayList<>();

    private ApiAccess(Configuration configuration) {
        var problems = new ArrayList<String>();
        var secrets = new HashMap<String, String>();
        for (var user : configuration.get(Keys.API_USERS)) {
            add(user, secrets, problems);
        }
        for (var group : configuration.get(Keys.API_GROUPS)) {
            groupRoles.put(group.get(Keys.API_GROUP_NAME), Set.copyOf(group.get(Keys.API_ROLES)));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("The configuration", problems);
        }
        accounts = Accounts.of(secrets, Passwords::matches);
    }

    /** Users as configured. @throws ConfigurationException if a file cannot be read */
    public static ApiAccess of(Configuration configuration) {
        return new ApiAccess(configuration);
    }

    private void add(Section user, Map<String, String> secrets, List<String> problems) {
        var name = user.get(Keys.USER_NAME);
        roles.put(name, Set.copyOf(user.get(Keys.API_ROLES)));
        user.find(Keys.USER_PASSWORD_FILE)
                .flatMap(file -> firstLine(user, "password-file", file, problems))
                .or(() -> user.find(Keys.USER_PASSWORD_HASH))
                .or(() -> user.find(Keys.USER_PASSWORD))
                .ifPresent(secret -> secrets.put(name, secret));
        user.find(Keys.API_TOKEN)
                .or(() -> user.find(Keys.API_TOKEN_FILE).flatMap(file -> firstLine(user, "token-file", file, problems)))
                .ifPresent(token -> tokens.add(new Token(sha256(token), name)));
        user.find(Keys.API_TOKEN_HASH)
                .ifPresent(hash -> tokens.add(new Token(HexFormat.of().parseHex(hash), name)));
    }

    private Optional<String> firstLine(Section user, String key, Path file, List<String> problems) {
        files.add(file);
        try (var lines = Files.lines(file)) {
            var first = lines.findFirst().map(String::strip).filter(line -> !line.isEmpty());
            if (first.isEmpty()) {
                problems.add(user.path() + "." + key + " must hold a secret in its first line: " + file);
            }
            return first;
        } catch (IOException | UncheckedIOException e) {
            problems.add(user.path() + "." + key + " cannot be read: " + file);
            return Optional.empty();
        }
    }

    /** Files whose change may change who is let in. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    // ---- Who -------------------------------------------------------------------------------------------------------

    @Override
    public Authenticator.Verdict authenticate(ApiRequest request) {
        var authorization = request.header("Authorization");
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(authorization.substring(6).strip());
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return bearer(authorization.substring(7).strip());
        }
        return request.certificates().isEmpty()
                ? new Authenticator.Verdict.Unknown()
                : certificate(request.certificates().getFirst());
    }

    private Authenticator.Verdict basic(String encoded) {
        return switch (accounts.check(encoded)) {
            case Access.Verdict.Granted(var user) -> known(user);
            case Access.Verdict.Denied _ -> new Authenticator.Verdict.Unknown();
            case Access.Verdict.Busy _ ->
                new Authenticator.Verdict.Later("too many passwords are being checked", RETRY);
        };
    }

    private Authenticator.Verdict bearer(String given) {
        var digest = sha256(given);
        String user = "";
        for (var token : tokens) {
            // All are looked at, each in the same time.
            user = MessageDigest.isEqual(token.digest(), digest) ? token.user() : user;
        }
        return user.isEmpty() ? new Authenticator.Verdict.Unknown() : known(user);
    }

    /** The handshake has verified the certificate. */
    private static Authenticator.Verdict certificate(X509Certificate certificate) {
        return FrontProxy.subject(certificate)
                .<Authenticator.Verdict>map(Authenticator.Verdict.Known::new)
                .orElseGet(Authenticator.Verdict.Unknown::new);
    }

    private static Authenticator.Verdict known(String name) {
        return new Authenticator.Verdict.Known(User.of(name, List.of("system:authenticated")));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    // ---- What ------------------------------------------------------------------------------------------------------

    @Override
    public Decision decide(User user, Action action) {
        var has = new HashSet<>(roles.getOrDefault(user.name(), Set.of()));
        user.groups().forEach(group -> has.addAll(groupRoles.getOrDefault(group, Set.of())));
        var needed = switch (action) {
            case Action.OnPath _ -> has.isEmpty() ? "read" : has.iterator().next();
            case Action.OnObjects on when on.subresource().equals(CREDENTIALS) -> CREDENTIALS;
            case Action.OnObjects on when READING.contains(on.verb()) -> has.contains("operate") ? "operate" : "read";
            case Action.OnObjects _ -> "operate";
        };
        return has.contains(needed)
                ? new Decision.Allowed("role " + needed)
                : new Decision.Denied("the role " + needed + " is needed");
    }
}
