package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every setting that there is. */
public final class Keys {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** See its description, as for all of these. */
    public static final Key<String> ADDRESS = Key.of(
            "server.address",
            Kinds.text(),
            "0.0.0.0",
            "Address to listen on. Started without credentials, the broker listens on 127.0.0.1 whatever is said"
                    + " here.");

    public static final Key<Integer> PORT =
            Key.of("server.port", Kinds.number(0, 65_535), 8080, "Port to listen on; 0 lets the system choose one.");

    public static final Key<Duration> SHUTDOWN_DEADLINE = Key.of(
            "server.shutdown-deadline",
            Kinds.duration(Duration.ZERO, HOUR),
            Duration.ofSeconds(20),
            "How long the broker waits at its end for requests and operations that run. What has not ended by then is"
                    + " handed over: another replica carries on with it, or this one after its next start.");

    public static final Key<Duration> RELOAD_INTERVAL = Key.of(
            "server.reload-interval",
            Kinds.duration(Duration.ofMillis(50), DAY),
            Duration.ofSeconds(2),
            "How often the configuration file, password files and certificates are looked at for changes.");

    public static final Key<Path> TLS_CERTIFICATE = Key.<Path>optional(
                    "server.tls.certificate",
                    Kinds.path(),
                    "plain HTTP",
                    "PEM file with the server's certificate, followed by those between it and the root. A change of the"
                            + " file takes effect for new connections.")
            .reloaded();

    public static final Key<Path> TLS_KEY = Key.<Path>optional(
                    "server.tls.key",
                    Kinds.path(),
                    "needed with a certificate",
                    "PEM file with the private key of the certificate, not encrypted: PKCS#8, PKCS#1 or SEC 1.")
            .reloaded();

    public static final Key<Path> TLS_CLIENT_CA = Key.<Path>optional(
                    "server.tls.client-ca",
                    Kinds.path(),
                    "no client certificates",
                    "PEM file with the authorities whose client certificates are trusted.")
            .reloaded();

    public static final Key<String> TLS_CLIENT_AUTHENTICATION = Key.of(
            "server.tls.client-authentication",
            Kinds.choice("none", "optional", "required"),
            "none",
            "Whether clients are asked for a certificate, in addition to user and password: a certificate that is not"
                    + " trusted ends the connection; `required` also ends it where there is none.");

    public static final Key<String> USER_NAME = Key.optional(
            "name",
            Kinds.checked("text without a colon", text -> !text.isBlank() && text.indexOf(':') < 0),
            "required",
            "Name of the user; without a colon.");

    public static final Key<String> USER_PASSWORD =
            Key.optional("password", Kinds.secret(), "one of the three is required", "The password itself.");

    public static final Key<Path> USER_PASSWORD_FILE = Key.optional(
            "password-file",
            Kinds.path(),
            "one of the three is required",
            "File whose first line is the password or its hash. A change of the file takes effect at once.");

    public static final Key<String> USER_PASSWORD_HASH = Key.optional(
            "password-hash",
            Kinds.secret(),
            "one of the three is required",
            "Hash of the password, as `chandler hash-password` prints it.");

    public static final Key<List<Section>> USERS = Key.list(
                    "users",
                    "Who may use the broker, by basic authentication. `CHANDLER_USER` and `CHANDLER_PASSWORD` add one"
                            + " more, or replace the one of that name.",
                    USER_NAME,
                    USER_PASSWORD,
                    USER_PASSWORD_FILE,
                    USER_PASSWORD_HASH)
            .reloaded();

    public static final Key<String> PLATFORM_NAME = Key.optional(
            "name",
            Kinds.checked(
                    "up to 63 lower-case letters, digits and hyphens",
                    text -> text.length() <= 63
                            && text.chars()
                                    .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')),
            "required",
            "Name of the platform; a part of the identity of its instances, so it must stay the same.");

    public static final Key<String> PLATFORM_PATH = Key.optional(
            "path",
            Kinds.checked(
                    "a path such as /cf-eu",
                    text -> text.startsWith("/")
                            && text.chars().allMatch(c -> c > ' ' && c < 0x7F && "?#%;".indexOf(c) < 0)),
            "`/` and the name",
            "What precedes `/v2` in the addresses that the platform uses; `/` for nothing.");

    public static final Key<List<String>> PLATFORM_USERS =
            Key.optional("users", Kinds.texts(), "all users", "Names of the users that belong to the platform.");

    public static final Key<List<Section>> PLATFORMS = Key.list(
                    "platforms",
                    "Platforms that share the broker; none sees another's instances. Without any, there is one named"
                            + " `default` with the path `/` and all users.",
                    PLATFORM_NAME,
                    PLATFORM_PATH,
                    PLATFORM_USERS)
            .reloaded();

    public static final Key<Integer> LIMIT_BODY = Key.of(
            "limits.body", Kinds.size(1, 1 << 30), 1 << 20, "Longest request body; longer ones are refused with 413.");

    public static final Key<Integer> LIMIT_HEADERS = Key.of(
            "limits.headers",
            Kinds.size(1024, 1 << 20),
            16 << 10,
            "All headers of a request together; more are refused with 431, or with 400.");

    public static final Key<Integer> LIMIT_PATH = Key.of(
            "limits.path",
            Kinds.size(512, 1 << 20),
            16 << 10,
            "First line of a request: method, path and query; longer ones are refused with 414.");

    public static final Key<Integer> LIMIT_JSON_DEPTH = Key.of(
            "limits.json-depth",
            Kinds.number(1, 400),
            64,
            "How deep objects and arrays of a request body may be nested.");

    public static final Key<Duration> LIMIT_REQUEST_TIME = Key.of(
            "limits.request-time",
            Kinds.duration(Duration.ofMillis(100), HOUR),
            Duration.ofSeconds(30),
            "How long a new connection may take to begin a request, a request to arrive, and a response to be taken away."
                    + " The connection of a slower client is closed.");

    public static final Key<Integer> LIMIT_REQUESTS = Key.of(
            "limits.concurrent-requests",
            Kinds.number(1, 1_000_000),
            1_000,
            "Most requests that are answered at once; of further ones those that read get 503, the others 429, with Retry-After.");

    public static final Key<Integer> LIMIT_CONNECTIONS = Key.of(
            "limits.connections",
            Kinds.number(1, 1_000_000),
            1_000,
            "Most connections at once; further ones wait until one is closed.");

    public static final Key<Duration> LIMIT_IDLE = Key.of(
            "limits.idle-time",
            Kinds.duration(SECOND, DAY),
            Duration.ofMinutes(5),
            "How long a connection is kept open between two requests.");

    public static final Key<String> STORE = Key.of(
            "store.url",
            Kinds.storeUrl(),
            "sqlite:chandler.db",
            "Where instances and bindings are kept. `sqlite:` and a file, relative to the data folder, for one process;"
                    + " `postgresql://host/database`, `etcd://host,host` or `kubernetes:` for any number of replicas.");

    public static final Key<String> STORE_USER =
            Key.optional("store.user", Kinds.text(), "the one in the URL", "As whom to use a store that asks for it.");

    public static final Key<String> STORE_PASSWORD =
            Key.optional("store.password", Kinds.secret(), "the one in the file or URL", "The password of that user.");

    public static final Key<Path> STORE_PASSWORD_FILE = Key.optional(
            "store.password-file",
            Kinds.path(),
            "the one in the URL",
            "File whose first line is the password of that user; read at the start.");

    public static final Key<Path> DATA_FOLDER = Key.of(
            "data-folder",
            Kinds.path(),
            Path.of("data"),
            "Folder of the store and of generated keys; created where it is missing.");

    public static final Key<Path> ENCRYPTION_KEYS_FILE = Key.optional(
            "encryption.keys-file",
            Kinds.path(),
            "`keys` in the data folder, generated at the first start",
            "File of the keys that seal credentials, a line `id: key` each, the first of which is used for what is new."
                    + " Without the keys, credentials that were given out cannot be read again: back them up.");

    public static final Key<String> ENCRYPTION_KEYS = Key.optional(
            "encryption.keys",
            Kinds.secret(),
            "the keys file",
            "The keys themselves, `id=key` with commas between them, the first of which is used for what is new. Best"
                    + " set by the environment.");

    public static final Key<Path> CATALOG = Key.optional(
            "catalog",
            Kinds.path(),
            "required for the command `serve`",
            "YAML file of the catalog. A change of the file takes effect without a restart.");

    public static final Key<Map<String, Node.Mapping>> SERVICES = Key.of(
            "services",
            Kinds.services(),
            Map.of(),
            "For each service that the catalog names, the settings that its author has defined. A value is overridden"
                    + " by the environment too: `CHANDLER_SERVICES_POSTGRES_URL` for `services.postgres.url`.");

    public static final Key<String> ENGINE_REPLICA = Key.optional(
            "engine.replica", Kinds.text(), "the name of the host", "Name of this process among the replicas.");

    public static final Key<Integer> ENGINE_WORKERS = Key.of(
            "engine.workers", Kinds.number(1, 100_000), 64, "Most calls of services that run at once, of each kind.");

    public static final Key<Duration> ENGINE_CLAIM = Key.of(
            "engine.claim-duration",
            Kinds.duration(SECOND, HOUR),
            Duration.ofSeconds(15),
            "After which the operations of a replica that died are carried on by another.");

    public static final Key<Duration> ENGINE_RETRY_FIRST = Key.of(
            "engine.retry-first",
            Kinds.duration(Duration.ofMillis(10), HOUR),
            SECOND,
            "Pause after the first failure of an operation; doubled after each.");

    public static final Key<Duration> ENGINE_RETRY_LONGEST = Key.of(
            "engine.retry-longest",
            Kinds.duration(Duration.ofMillis(10), DAY),
            MINUTE,
            "Longest pause between two attempts.");

    public static final Key<Duration> ENGINE_DEADLINE = Key.of(
            "engine.deadline",
            Kinds.duration(SECOND, DAY.multipliedBy(30)),
            HOUR,
            "After which an operation is given up, where its plan has no maximum_polling_duration.");

    public static final Key<Duration> ENGINE_SYNCHRONOUS = Key.of(
            "engine.synchronous-limit",
            Kinds.duration(SECOND, HOUR),
            Duration.ofSeconds(50),
            "Longest wait for an operation that is answered synchronously.");

    public static final Key<Duration> ENGINE_RETENTION = Key.of(
            "engine.retention",
            Kinds.duration(Duration.ZERO, DAY.multipliedBy(365)),
            DAY.multipliedBy(7),
            "How long the end of an instance or binding that is gone can still be asked for.");

    public static final Key<Integer> ENGINE_HISTORY = Key.of(
            "engine.history-limit",
            Kinds.number(1, 10_000),
            100,
            "Most past operations that an instance or binding remembers.");

    public static final Key<Boolean> ENGINE_CASCADE = Key.of(
            "engine.cascade",
            Kinds.flag(),
            true,
            "Whether deprovisioning removes bindings that are left; otherwise it is refused while there are any.");

    public static final Key<Boolean> API_ENABLED = Key.of(
            "api.enabled",
            Kinds.flag(),
            false,
            "Whether instances and bindings are offered as objects of a Kubernetes-style API, for `kubectl`, informers and"
                    + " operators.");

    public static final Key<String> API_ADDRESS = Key.of(
            "api.address",
            Kinds.text(),
            "127.0.0.1",
            "Address on which the API listens. On any but a loopback address it speaks TLS only.");

    public static final Key<Integer> API_PORT =
            Key.of("api.port", Kinds.number(0, 65_535), 8443, "Port of the API; 0 lets the system choose one.");

    public static final Key<String> API_GROUP = Key.of(
            "api.group",
            Kinds.checked(
                    "a DNS name such as broker.chandler.io",
                    text -> text.length() <= 253
                            && text.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+")),
            "broker.chandler.io",
            "Group of the API. Its version is `v1`.");

    public static final Key<Boolean> API_WITH_BROKER = Key.of(
            "api.with-broker",
            Kinds.flag(),
            false,
            "Whether the port of the API takes the requests of platforms too, and `/metrics`, by the same rules as"
                    + " `server.port`: one port for all. Paths of the API come first.");

    public static final Key<Path> API_TLS_CERTIFICATE = Key.<Path>optional(
                    "api.tls.certificate",
                    Kinds.path(),
                    "that of the server; else, on any but a loopback address, one that the API signs itself and keeps in"
                            + " the data folder",
                    "PEM file with the certificate of the API, followed by those between it and the root. A change of"
                            + " the file takes effect for new connections.")
            .reloaded();

    public static final Key<Path> API_TLS_KEY = Key.<Path>optional(
                    "api.tls.key",
                    Kinds.path(),
                    "needed with a certificate",
                    "PEM file with the private key of the certificate, not encrypted.")
            .reloaded();

    public static final Key<Path> API_TLS_CLIENT_CA = Key.<Path>optional(
                    "api.tls.client-ca",
                    Kinds.path(),
                    "no client certificates",
                    "PEM file with the authorities whose client certificates are trusted: the CN of the subject is the"
                            + " user, each O a group.")
            .reloaded();

    public static final Key<String> API_TOKEN =
            Key.optional("token", Kinds.secret(), "no token", "A bearer token, long and random. Best set by a file.");

    public static final Key<Path> API_TOKEN_FILE =
            Key.optional("token-file", Kinds.path(), "no token", "File whose first line is the bearer token.");

    public static final Key<String> API_TOKEN_HASH = Key.optional(
            "token-sha256",
            Kinds.checked("64 hexadecimal digits", text -> text.matches("[0-9a-fA-F]{64}")),
            "no token",
            "SHA-256 of the bearer token, in hexadecimal.");

    public static final Key<List<String>> API_ROLES = Key.of(
            "roles",
            Kinds.texts(),
            List.of("read"),
            "What is allowed: `read`, `operate` (read and change) and `credentials` (read the credentials of bindings).");

    public static final Key<List<Section>> API_USERS = Key.list(
                    "api.users",
                    "Who may use the API: by password, by bearer token, or by a client certificate with that name. They"
                            + " have nothing to do with the `users` of the broker.",
                    USER_NAME,
                    USER_PASSWORD,
                    USER_PASSWORD_FILE,
                    USER_PASSWORD_HASH,
                    API_TOKEN,
                    API_TOKEN_FILE,
                    API_TOKEN_HASH,
                    API_ROLES)
            .reloaded();

    public static final Key<String> API_GROUP_NAME =
            Key.optional("name", Kinds.text(), "required", "Name of the group.");

    public static final Key<List<Section>> API_GROUPS = Key.list(
                    "api.groups",
                    "What members of a group may do besides what they may do themselves.",
                    API_GROUP_NAME,
                    API_ROLES)
            .reloaded();

    public static final Key<Boolean> API_DELEGATION = Key.of(
            "api.delegation.enabled",
            Kinds.flag(),
            false,
            "Whether a Kubernetes cluster decides who may use the API, in place of `api.users`: as an aggregated API, with"
                    + " TokenReview and SubjectAccessReview. Where the cluster cannot be reached, the broker does not start.");

    public static final Key<String> API_DELEGATION_SERVER = Key.of(
            "api.delegation.server",
            Kinds.checked(
                    "an address such as https://kubernetes.default.svc", text -> text.matches("https?://[^/]+/?")),
            "https://kubernetes.default.svc",
            "Address of the cluster's API server.");

    public static final Key<Path> API_DELEGATION_TOKEN_FILE = Key.of(
            "api.delegation.token-file",
            Kinds.path(),
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"),
            "File with the token by which the broker asks the cluster. It is read for each question.");

    public static final Key<Path> API_DELEGATION_CA = Key.of(
            "api.delegation.ca",
            Kinds.path(),
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"),
            "PEM file with the authorities of the cluster.");

    public static final Key<Boolean> API_DELEGATION_LOOKUP = Key.of(
            "api.delegation.lookup",
            Kinds.flag(),
            true,
            "Whether the cluster is asked for its front proxy (ConfigMap `extension-apiserver-authentication`). Without,"
                    + " requests cannot come by way of its API server.");

    public static final Key<String> METRICS_ACCESS = Key.of(
            "metrics.access",
            Kinds.choice("authenticated", "open", "off"),
            "authenticated",
            "Who may read `/metrics`: every user, everybody, or nobody.");

    public static final Key<String> LOG_FORMAT = Key.of(
            "log.format",
            Kinds.choice("plain", "json"),
            "plain",
            "Lines for people or JSON objects, on standard error.");

    public static final Key<String> LOG_LEVEL = Key.of(
            "log.level",
            Kinds.choice("error", "warning", "info", "debug", "trace"),
            "info",
            "What is logged: failures at `error`, refusals at `info`, successes at `debug`.");

    public static final Key<Boolean> LOG_AUDIT = Key.of(
            "log.audit",
            Kinds.flag(),
            true,
            "Whether each request that changes something is logged, by the logger `io.chandler.audit`: who, what,"
                    + " answer.");

    public static final Key<String> COMPATIBILITY_VERSION = Key.of(
            "compatibility.missing-version-status",
            Kinds.choice("400", "412"),
            "400",
            "What a request without X-Broker-API-Version is answered with: 400 as the specification says, 412 for old"
                    + " platforms.");

    public static final Key<String> COMPATIBILITY_DELETE = Key.of(
            "compatibility.finished-delete-status",
            Kinds.choice("200", "410"),
            "200",
            "What a poll is answered with once a delete has ended.");

    public static final Key<Boolean> COMPATIBILITY_IDENTITY = Key.of(
            "compatibility.strict-originating-identity",
            Kinds.flag(),
            false,
            "Whether a malformed originating identity is refused with 400, rather than ignored.");

    /** All of them, in the order of the manual. */
    public static final List<Key<?>> ALL = List.of(
            ADDRESS,
            PORT,
            SHUTDOWN_DEADLINE,
            RELOAD_INTERVAL,
            TLS_CERTIFICATE,
            TLS_KEY,
            TLS_CLIENT_CA,
            TLS_CLIENT_AUTHENTICATION,
            USERS,
            PLATFORMS,
            CATALOG,
            SERVICES,
            DATA_FOLDER,
            STORE,
            STORE_USER,
            STORE_PASSWORD,
            STORE_PASSWORD_FILE,
            ENCRYPTION_KEYS_FILE,
            ENCRYPTION_KEYS,
            LIMIT_BODY,
            LIMIT_HEADERS,
            LIMIT_PATH,
            LIMIT_JSON_DEPTH,
            LIMIT_REQUEST_TIME,
            LIMIT_REQUESTS,
            LIMIT_CONNECTIONS,
            LIMIT_IDLE,
            ENGINE_REPLICA,
            ENGINE_WORKERS,
            ENGINE_CLAIM,
            ENGINE_RETRY_FIRST,
            ENGINE_RETRY_LONGEST,
            ENGINE_DEADLINE,
            ENGINE_SYNCHRONOUS,
            ENGINE_RETENTION,
            ENGINE_HISTORY,
            ENGINE_CASCADE,
            API_ENABLED,
            API_ADDRESS,
            API_PORT,
            API_GROUP,
            API_WITH_BROKER,
            API_TLS_CERTIFICATE,
            API_TLS_KEY,
            API_TLS_CLIENT_CA,
            API_USERS,
            API_GROUPS,
            API_DELEGATION,
            API_DELEGATION_SERVER,
            API_DELEGATION_TOKEN_FILE,
            API_DELEGATION_CA,
            API_DELEGATION_LOOKUP,
            METRICS_ACCESS,
            LOG_FORMAT,
            LOG_LEVEL,
            LOG_AUDIT,
            COMPATIBILITY_VERSION,
            COMPATIBILITY_DELETE,
            COMPATIBILITY_IDENTITY);

    private Keys() {}
}
