package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreLocation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * A database by its URL, {@code postgresql://user:password@host:port,host:port/database?parameter=value}, and as whom to
 * connect. A server that is not on this machine must prove by a certificate who it is, unless {@code sslmode} says
 * otherwise. {@link #toString} holds neither user nor password.
 */
public final class ServerAddress {

    private static final int DEFAULT_PORT = 5432;
    private static final Set<String> MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey");
    private static final Set<String> SECONDS = Set.of("connectTimeout", "socketTimeout");
    private static final Set<String> TEXTS = Set.of("ApplicationName", "currentSchema", "targetServerType", "sslmode");

    private record Host(String name, int port) {
        boolean local() {
            return name.equalsIgnoreCase("localhost") || name.startsWith("127.") || name.equals("::1");
        }

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    private final List<Host> hosts;
    private final String database;
    private final String user;
    private final String password;
    private final Map<String, String> parameters;

    private ServerAddress(
            List<Host> hosts, String database, String user, String password, Map<String, String> parameters) {
        this.hosts = hosts;
        this.database = database;
        this.user = user;
        this.password = password;
        this.parameters = parameters;
    }

    /** @throws StoreOpenException if the URL is not one, which says what is wrong with which part and quotes no secret */
    public static ServerAddress of(StoreLocation location) {
        var url = location.url();
        int begin = url.indexOf("://") + 3;
        if (begin < 3) {
            throw wrong("must be postgresql://user:password@host:port/database");
        }
        int question = url.indexOf('?', begin);
        var place = url.substring(begin, question < 0 ? url.length() : question);
        int at = place.lastIndexOf('@');
        var identity = at < 0 ? "" : place.substring(0, at);
        var rest = place.substring(at + 1);
        int slash = rest.indexOf('/');
        var database = slash < 0 ? "" : decode("database", rest.substring(slash + 1));
        if (database.isEmpty() || database.indexOf('/') >= 0) {
            throw wrong("must name a database after the host, as in postgresql://host/chandler");
        }
        int colon = identity.indexOf(':');
        var user = decode("user", colon < 0 ? identity : identity.substring(0, colon));
        var password = colon < 0 ? "" : decode("password", identity.substring(colon + 1));
        var address = new ServerAddress(
                hosts(rest.substring(0, slash)),
                database,
                user.isEmpty() ? location.user().orElse("") : user,
                password.isEmpty() ? location.password().orElse("") : password,
                parameters(question < 0 ? "" : url.substring(question + 1), location.folder()));
        if (address.user.isEmpty()) {
            throw wrong("must name a user, as in postgresql://user@host/database, or store.user must");
        }
        address.checkCertificates();
        return address;
    }

    private static List<Host> hosts(String text) {
        var hosts = new ArrayList<Host>();
        for (var each : text.split(",", -1)) {
            int bracket = each.indexOf(']');
            int colon = each.indexOf(':', Math.max(0, bracket));
            var name = colon < 0 ? each : each.substring(0, colon);
            if (bracket > 0) {
                name = name.substring(1, bracket);
            }
            if (name.isEmpty()) {
                throw wrong("must name a host, as in postgresql://host:5432/database");
            }
            hosts.add(new Host(name, colon < 0 ? DEFAULT_PORT : port(name, each.substring(colon + 1))));
        }
        return hosts;
    }

    private static int port(String host, String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw wrong("has a port of " + host + " that is not a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> parameters(String text, Path folder) {
        var parameters = new LinkedHashMap<String, String>();
        for (var each : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = each.indexOf('=');
            var name = equals < 0 ? each : each.substring(0, equals);
            var value = decode(name, equals < 0 ? "" : each.substring(equals + 1));
            parameters.put(name, checked(name, value, folder));
        }
        return parameters;
    }

    private static String checked(String name, String value, Path folder) {
        if (SECONDS.contains(name)) {
            return valid(name, value, text -> text.matches("[1-9][0-9]{0,3}"), "seconds, from 1 to 9999");
        }
        if (FILES.contains(name)) {
            if (value.equals("system")) {
                return value;
            }
            var file = folder.resolve(value);
            return valid(name, file.toString(), _ -> Files.isReadable(file), "a file that can be read");
        }
        return switch (name) {
            case "sslmode" -> valid(name, value, MODES::contains, "one of " + new TreeSet<>(MODES));
            case "targetServerType" -> valid(name, value, "primary"::equals, "primary; a standby cannot be written");
            case "ApplicationName", "currentSchema" -> valid(name, value, text -> !text.isBlank(), "a name");
            default -> {
                var known = new TreeSet<>(TEXTS);
                known.addAll(FILES);
                known.addAll(SECONDS);
                throw wrong("has an unknown parameter " + name.replaceAll("[^A-Za-z0-9_.-]", "?") + "; there are "
                        + String.join(", ", known));
            }
        };
    }

    private static String valid(String name, String value, Predicate<String> condition, String meaning) {
        if (!condition.test(value)) {
            throw wrong("has a parameter " + name + " that must be " + meaning);
        }
        return value;
    }

    private void checkCertificates() {
        if (parameters.containsKey("sslcert")
                && parameters.getOrDefault("sslrootcert", "system").equals("system")) {
            throw wrong("has a parameter sslcert, so it must have sslrootcert too, a file with the server's authority");
        }
    }

    private static String decode(String part, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("has a " + part + " with a percent sign that no two hexadecimal digits follow; write it %25");
        }
    }

    private static StoreOpenException wrong(String what) {
        return new StoreOpenException("the store's URL " + what);
    }

    String user() {
        return user;
    }

    String database() {
        return database;
    }

    /** How the server's identity is checked. */
    String sslMode() {
        return parameters.getOrDefault("sslmode", hosts.stream().allMatch(Host::local) ? "prefer" : "verify-full");
    }

    /** Connects to the server, of several to the one that can be written. */
    Connection connect() throws SQLException {
        var source = new PGSimpleDataSource();
        source.setServerNames(hosts.stream().map(Host::name).toArray(String[]::new));
        source.setPortNumbers(hosts.stream().mapToInt(Host::port).toArray());
        source.setDatabaseName(database);
        source.setApplicationName("chandler");
        source.setTargetServerType("primary");
        source.setConnectTimeout(5);
        source.setLoginTimeout(15);
        source.setSocketTimeout(30);
        source.setCancelSignalTimeout(5);
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(1);
        // Details of an error may quote what is stored.
        source.setLogServerErrorDetail(false);
        source.setSslMode(sslMode());
        if (sslMode().startsWith("verify")
                && parameters.getOrDefault("sslrootcert", "system").equals("system")) {
            source.setSslfactory(DefaultJavaSSLFactory.class.getName());
        }
        for (var parameter : parameters.entrySet()) {
            if (!parameter.getValue().equals("system")) {
                source.setProperty(parameter.getKey(), parameter.getValue());
            }
        }
        return source.getConnection(user, password);
    }

    /** Hosts, ports and database. */
    @Override
    public String toString() {
        return hosts.stream()
                        .map(Host::toString)
                        .collect(Collectors.joining(","))
                        .toLowerCase(Locale.ROOT) + "/" + database;
    }
}
