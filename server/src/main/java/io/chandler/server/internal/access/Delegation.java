package io.chandler.server.internal.access;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.Authenticator;
import io.chandler.apiserver.Authorizer;
import io.chandler.apiserver.User;
import io.chandler.osb.Json;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.internal.access.ClusterApi.Unreachable;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Leaves to a cluster who may use the API, and for what: requests that its own API server passes on, client certificates
 * that it has given out, and tokens that it reviews; each action is put to its authorization. What it says holds for ten
 * seconds. Thread-safe.
 */
public final class Delegation implements Authenticator, Authorizer, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Delegation.class.getName());
    private static final String CONFIG_MAP =
            "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
    private static final String TOKEN_REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_KEPT = 10_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final User ANONYMOUS = User.of("system:anonymous", List.of("system:unauthenticated"));

    private final ClusterApi cluster;
    private final Answers<Optional<User>> reviewed = new Answers<>();
    private final Answers<Decision> decided = new Answers<>();
    private final Thread looking;
    private final List<ClusterEvents> events = new CopyOnWriteArrayList<>();
    private volatile FrontProxy proxy;

    /**
     * How a cluster is reached.
     *
     * @param lookup whether the cluster is asked who its API server is; without, nobody comes by it
     */
    public record Settings(URI server, Optional<Path> token, Optional<Path> ca, boolean lookup) {}

    private Delegation(ClusterApi cluster, FrontProxy proxy, boolean lookup, Consumer<String> authorities) {
        this.cluster = cluster;
        this.proxy = proxy;
        looking = Thread.ofVirtual().name("chandler-delegation").start(() -> {
            if (lookup) {
                look(authorities);
            }
        });
    }

    /**
     * Reaches the cluster.
     *
     * @param authorities is told, now and whenever it changes, whose client certificates are let through, as PEM
     * @throws ConfigurationException if it cannot be reached, or does not let this process ask
     */
    public static Delegation start(Settings settings, Consumer<String> authorities) {
        ClusterApi cluster = null;
        try {
            cluster = new ClusterApi(settings.server(), settings.token(), settings.ca());
            var proxy = settings.lookup() ? FrontProxy.of(cluster.get(CONFIG_MAP)) : FrontProxy.NONE;
            // Whether reviews are allowed is better known now than with the first request.
            var _ = cluster.post(ACCESS_REVIEWS, review(ANONYMOUS, new Action.OnPath("get", "/version")));
            authorities.accept(proxy.authorities());
            return new Delegation(cluster, proxy, settings.lookup(), authorities);
        } catch (Unreachable e) {
            if (cluster != null) {
                cluster.close();
            }
            throw new ConfigurationException(
                    "The configuration", List.of("api.delegation cannot be used: " + e.getMessage()));
        }
    }

    private void look(Consumer<String> authorities) {
        try {
            while (true) {
                Thread.sleep(LOOK_AGAIN);
                try {
                    var now = FrontProxy.of(cluster.get(CONFIG_MAP));
                    if (!now.equals(proxy)) {
                        authorities.accept(now.authorities());
                        proxy = now;
                    }
                } catch (Unreachable | RuntimeException e) {
                    LOG.log(Level.WARNING, "The cluster's authorities could not be read again. " + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /**
     * Tells the cluster of events, until the end.
     *
     * @param apiVersion of their objects, such as {@code broker.chandler.io/v1}
     */
    public ObjectEvent.Sink events(String apiVersion) {
        var told = new ClusterEvents(cluster, apiVersion);
        events.add(told);
        return told;
    }

    @Override
    public void close() {
        looking.interrupt();
        events.forEach(ClusterEvents::close);
        cluster.close();
    }

    // ---- Who -------------------------------------------------------------------------------------------------------

    @Override
    public Verdict authenticate(ApiRequest request) {
        var known = proxy.proxied(request).or(() -> proxy.certified(request));
        if (known.isPresent()) {
            return new Verdict.Known(known.get());
        }
        var authorization = request.header("Authorization");
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return new Verdict.Known(ANONYMOUS);
        }
        var token = authorization.substring(7).strip();
        var key = digest(token);
        try {
            var user = reviewed.get(key);
            if (user == null) {
                user = review(token);
                reviewed.put(key, user);
            }
            return user.<Verdict>map(Verdict.Known::new).orElseGet(Verdict.Unknown::new);
        } catch (Unreachable e) {
            return new Verdict.Later("the token cannot be reviewed at the moment", RETRY);
        }
    }

    private Optional<User> review(String token) throws Unreachable {
        var review = object("authentication.k8s.io/v1", "TokenReview");
        review.putObject("spec").put("token", token);
        var status = cluster.post(TOKEN_REVIEWS, review).path("status");
        if (!status.path("authenticated").asBoolean(false)) {
            return Optional.empty();
        }
        var user = status.path("user");
        var extra = new LinkedHashMap<String, List<String>>();
        user.path("extra").properties().forEach(entry -> extra.put(entry.getKey(), texts(entry.getValue())));
        return Optional.of(new User(
                user.path("username").asString(""), user.path("uid").asString(""), texts(user.path("groups")), extra));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(value -> value.asString("")).toList();
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    // ---- What ------------------------------------------------------------------------------------------------------

    @Override
    public Decision decide(User user, Action action) {
        if (user.groups().contains("system:masters")) {
            return new Decision.Allowed("system:masters");
        }
        var review = review(user, action);
        var key = review.toString();
        try {
            var decision = decided.get(key);
            if (decision == null) {
                var status = cluster.post(ACCESS_REVIEWS, review).path("status");
                var reason = status.path("reason").asString("");
                decision = status.path("allowed").asBoolean(false)
                                && !status.path("denied").asBoolean(false)
                        ? new Decision.Allowed(reason)
                        : new Decision.Denied(reason);
                decided.put(key, decision);
            }
            return decision;
        } catch (Unreachable e) {
            return new Decision.Later("it cannot be decided at the moment whether this is allowed", RETRY);
        }
    }

    private static ObjectNode review(User user, Action action) {
        var review = object("authorization.k8s.io/v1", "SubjectAccessReview");
        var spec = review.putObject("spec");
        spec.put("user", user.name());
        if (!user.uid().isEmpty()) {
            spec.put("uid", user.uid());
        }
        user.groups().forEach(spec.putArray("groups")::add);
        if (!user.extra().isEmpty()) {
            var extra = spec.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.withArray(key)::add));
        }
        switch (action) {
            case Action.OnObjects on -> {
                var attributes = spec.putObject("resourceAttributes");
                attributes.put("verb", on.verb()).put("group", on.group()).put("version", on.version());
                attributes.put("resource", on.resource()).put("subresource", on.subresource());
                attributes.put("namespace", on.namespace()).put("name", on.name());
            }
            case Action.OnPath(var verb, var path) ->
                spec.putObject("nonResourceAttributes").put("verb", verb).put("path", path);
        }
        return review;
    }

    private static ObjectNode object(String apiVersion, String kind) {
        return Json.object().put("apiVersion", apiVersion).put("kind", kind);
    }

    /** Answers that hold for a while. */
    private static final class Answers<A> {

        private record Kept<A>(A answer, long since) {}

        private final Map<String, Kept<A>> kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept<A>> eldest) {
                return size() > MOST_KEPT;
            }
        };

        synchronized @Nullable A get(String key) {
            var found = kept.get(key);
            return found == null || System.nanoTime() - found.since() > KEPT_NANOS ? null : found.answer();
        }

        synchronized void put(String key, A answer) {
            kept.put(key, new Kept<>(answer, System.nanoTime()));
        }
    }
}
