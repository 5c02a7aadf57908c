package io.chandler.store.etcd;

import io.chandler.resources.StoreOpenException;
import io.chandler.store.etcd.internal.EtcdUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which etcd an {@link EtcdStore} uses, and how.
 *
 * @param members the members of the cluster that clients reach
 * @param prefix what all keys of this store begin with, without slashes at its ends; stores with different prefixes do not
 *     see each other
 * @param user who the store is to etcd; empty where etcd asks for nobody, or takes the client certificate
 * @param tls how connections are encrypted; empty for none
 * @param timeout how long a call may take, all attempts together, from 1 second on
 * @param maximumInFlight calls that wait for etcd at a time; further ones wait for these
 * @param compaction who makes etcd forget old history
 */
public record EtcdSettings(
        List<Member> members,
        String prefix,
        Optional<User> user,
        Optional<Tls> tls,
        Duration timeout,
        int maximumInFlight,
        Compaction compaction) {

    /** The port of a member that names none. */
    public static final int DEFAULT_PORT = 2379;

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    public EtcdSettings {
        members = List.copyOf(members);
        require(!members.isEmpty(), "at least one member of etcd must be named");
        require(
                PREFIX.matcher(prefix).matches() && prefix.length() <= 200,
                "the prefix must be letters, digits, '.', '_', '-' and single slashes, at most 200: \"" + prefix
                        + "\"");
        require(timeout.compareTo(Duration.ofSeconds(1)) >= 0, "timeout must be at least 1s: " + timeout);
        require(timeout.compareTo(Duration.ofMinutes(5)) <= 0, "timeout must be at most 5m: " + timeout);
        require(maximumInFlight > 0, "maximumInFlight must be at least 1: " + maximumInFlight);
    }

    /** A member of the cluster. An IPv6 address stands without brackets. */
    public record Member(String host, int port) {

        public Member {
            require(!host.isBlank(), "the host of a member must not be empty");
            require(port > 0 && port < 65536, "the port of a member must be between 1 and 65535: " + port);
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** Name and password of a user of etcd. */
    public record User(String name, String password) {

        public User {
            require(!name.isEmpty(), "the user of etcd must have a name");
        }

        @Override
        public String toString() {
            return "User[" + name + "]";
        }
    }

    /**
     * Files in PEM format, read when the store is opened.
     *
     * @param authority certificates that members are trusted by; empty for those of the JDK
     * @param identity who this client is to etcd; empty where etcd does not ask
     * @param serverName the name in the certificates of the members; empty for their hosts
     */
    public record Tls(Optional<Path> authority, Optional<Identity> identity, Optional<String> serverName) {}

    /**
     * A certificate, with its chain, and its private key.
     *
     * @param key in PKCS #8
     */
    public record Identity(Path certificate, Path key) {}

    /** Who makes etcd forget old history. Compaction concerns the whole cluster, also its other users. */
    public sealed interface Compaction {

        /**
         * One of the brokers that share this store at a time.
         *
         * @param time how long a change is kept at least, up to {@code changes} changes
         * @param changes revisions of etcd that are kept at most, however young they are
         */
        record Own(Duration time, long changes) implements Compaction {

            public Own {
                require(time.compareTo(Duration.ofMinutes(1)) >= 0, "history must be at least 1m: " + time);
                require(changes >= 1_000, "history-changes must be at least 1000: " + changes);
            }
        }

        /** Somebody else: etcd itself by {@code --auto-compaction-retention}, or another user of the cluster. */
        record Others() implements Compaction {}
    }

    /** One hour or 500,000 revisions of history, compacted by the store itself. */
    public static final Compaction DEFAULT_COMPACTION = new Compaction.Own(Duration.ofHours(1), 500_000);

    /** A store in a cluster without TLS and users. */
    public static EtcdSettings of(List<Member> members, String prefix) {
        return new EtcdSettings(
                members, prefix, Optional.empty(), Optional.empty(), Duration.ofSeconds(10), 256, DEFAULT_COMPACTION);
    }

    /**
     * Reads a URL: {@code etcd://host:port,host:port/prefix?name=value&...}, or {@code etcds:} for TLS. The operator's guide
     * lists the parameters.
     *
     * @param folder what relative files are relative to
     * @throws StoreOpenException with a sentence that names what is wrong, and no password
     */
    public static EtcdSettings parse(String url, Path folder) {
        return EtcdUrl.parse(url, folder);
    }

    /** The same as another user of etcd. */
    public EtcdSettings withUser(User user) {
        return new EtcdSettings(members, prefix, Optional.of(user), tls, timeout, maximumInFlight, compaction);
    }

    /** The same with TLS. */
    public EtcdSettings withTls(Tls tls) {
        return new EtcdSettings(members, prefix, user, Optional.of(tls), timeout, maximumInFlight, compaction);
    }

    /** The same with another time that a call may take. */
    public EtcdSettings withTimeout(Duration timeout) {
        return new EtcdSettings(members, prefix, user, tls, timeout, maximumInFlight, compaction);
    }

    /** The same with another number of calls at a time. */
    public EtcdSettings withMaximumInFlight(int calls) {
        return new EtcdSettings(members, prefix, user, tls, timeout, calls, compaction);
    }

    /** The same with another rule for old history. */
    public EtcdSettings withCompaction(Compaction compaction) {
        return new EtcdSettings(members, prefix, user, tls, timeout, maximumInFlight, compaction);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
