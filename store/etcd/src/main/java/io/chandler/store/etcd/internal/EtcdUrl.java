package io.chandler.store.etcd.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.etcd.EtcdSettings;
import io.chandler.store.etcd.EtcdSettings.Compaction;
import io.chandler.store.etcd.EtcdSettings.Identity;
import io.chandler.store.etcd.EtcdSettings.Member;
import io.chandler.store.etcd.EtcdSettings.Tls;
import io.chandler.store.etcd.EtcdSettings.User;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The URL of a store in etcd. Messages about it never show what stands where a password may stand. */
public final class EtcdUrl {

    /** What the URLs of this store begin with; the second one for TLS. */
    public static final Set<String> SCHEMES = Set.of("etcd", "etcds");

    private static final String FORM = "etcd://host:port,host:port/prefix?name=value";
    private static final String DEFAULT_PREFIX = "chandler";
    private static final Set<String> PARAMETERS = new TreeSet<>(Set.of(
            "ca",
            "certificate",
            "compaction",
            "history",
            "history-changes",
            "in-flight",
            "key",
            "password",
            "server-name",
            "timeout",
            "tls",
            "user"));
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

    private final Path folder;
    private final Map<String, String> parameters;

    private EtcdUrl(Path folder, Map<String, String> parameters) {
        this.folder = folder;
        this.parameters = parameters;
    }

    /** See {@link EtcdSettings#parse}. */
    public static EtcdSettings parse(String url, Path folder) {
        int colon = url.indexOf("://");
        if (colon < 0 || !SCHEMES.contains(url.substring(0, colon))) {
            throw wrong("it must have the form " + FORM);
        }
        String rest = url.substring(colon + 3);
        if (rest.indexOf('#') >= 0) {
            throw wrong("'#' must be written as %23");
        }
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        var parsed = new EtcdUrl(folder, question < 0 ? Map.of() : parameters(rest.substring(question + 1)));
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        String path = slash < 0 ? "" : decode("prefix", place.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        try {
            return new EtcdSettings(
                    members(authority.substring(at + 1)),
                    path.isEmpty() ? DEFAULT_PREFIX : path,
                    parsed.user(at < 0 ? "" : authority.substring(0, at)),
                    parsed.tls(url.startsWith("etcds:")),
                    parsed.duration("timeout", Duration.ofSeconds(10)),
                    (int) Math.min(Integer.MAX_VALUE, parsed.number("in-flight", 256)),
                    parsed.compaction());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Reads the URL of a location; where it names no user, he is that of the location. */
    public static EtcdSettings parse(StoreLocation location) {
        var settings = parse(location.url(), location.folder());
        var password = location.password().orElse("");
        return settings.user()
                .map(user -> user.password().isEmpty() ? new User(user.name(), password) : user)
                .or(() -> location.user().filter(name -> !name.isEmpty()).map(name -> new User(name, password)))
                .map(settings::withUser)
                .orElse(settings);
    }

    private static Map<String, String> parameters(String query) {
        var found = new LinkedHashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode("parameter", equals < 0 ? pair : pair.substring(0, equals));
            if (!PARAMETERS.contains(name)) {
                throw wrong("there is no parameter \"" + (equals < 0 ? "..." : name) + "\"; there are "
                        + String.join(", ", PARAMETERS));
            }
            String value = equals < 0 ? "" : decode(name, pair.substring(equals + 1));
            if (value.isEmpty()) {
                throw wrong(name + " must have a value");
            }
            if (found.put(name, value) != null) {
                throw wrong(name + " is given twice");
            }
        }
        return found;
    }

    private static List<Member> members(String hosts) {
        var members = new ArrayList<Member>();
        for (var host : hosts.split(",", -1)) {
            var matcher = ADDRESS.matcher(host);
            if (!matcher.matches()) {
                throw wrong("every member must be host:port, separated by commas");
            }
            String name = matcher.group(1);
            int port = matcher.group(2) == null ? EtcdSettings.DEFAULT_PORT : Integer.parseInt(matcher.group(2));
            members.add(new Member(name.startsWith("[") ? name.substring(1, name.length() - 1) : name, port));
        }
        return members;
    }

    private Optional<User> user(String information) {
        int colon = information.indexOf(':');
        String name = decode("user", colon < 0 ? information : information.substring(0, colon));
        String password = colon < 0 ? "" : decode("password", information.substring(colon + 1));
        if ((!name.isEmpty() && parameters.containsKey("user"))
                || (!password.isEmpty() && parameters.containsKey("password"))) {
            throw wrong("user or password is given twice, before the hosts and as a parameter");
        }
        name = parameters.getOrDefault("user", name);
        password = parameters.getOrDefault("password", password);
        if (name.isEmpty() && !password.isEmpty()) {
            throw wrong("there is a password without a user");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new User(name, password));
    }

    private Optional<Tls> tls(boolean scheme) {
        var authority = file("ca");
        var certificate = file("certificate");
        var key = file("key");
        var serverName = Optional.ofNullable(parameters.get("server-name"));
        boolean wanted = flag("tls", scheme);
        if (scheme && !wanted) {
            throw wrong("tls=false contradicts etcds:");
        }
        if (!wanted
                && (authority.isPresent() || certificate.isPresent() || key.isPresent() || serverName.isPresent())) {
            throw wrong("ca, certificate, key and server-name need TLS: begin with etcds: or add tls=true");
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw wrong("certificate and key must be given together");
        }
        if (!wanted) {
            return Optional.empty();
        }
        var identity = certificate.flatMap(file -> key.map(secret -> new Identity(file, secret)));
        return Optional.of(new Tls(authority, identity, serverName));
    }

    private Compaction compaction() {
        if (!flag("compaction", true)) {
            if (parameters.containsKey("history") || parameters.containsKey("history-changes")) {
                throw wrong("history and history-changes have no meaning with compaction=false");
            }
            return new Compaction.Others();
        }
        return new Compaction.Own(duration("history", Duration.ofHours(1)), number("history-changes", 500_000));
    }

    private Optional<Path> file(String name) {
        return Optional.ofNullable(parameters.get(name)).map(folder::resolve);
    }

    private boolean flag(String name, boolean otherwise) {
        return switch (parameters.getOrDefault(name, String.valueOf(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name + " must be true or false");
        };
    }

    private long number(String name, long otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,12}")) {
            throw wrong(name + " must be a whole number");
        }
        return Long.parseLong(text);
    }

    private Duration duration(String name, Duration otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw wrong(name + " must be a number with ms, s, m, h or d, such as 10s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String decode(String what, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong(what + " has a '%' that two hexadecimal digits do not follow; a '%' itself is %25");
        }
    }

    private static StoreOpenException wrong(String reason) {
        return new StoreOpenException("store.url: " + reason);
    }
}
