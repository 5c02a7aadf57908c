package io.chandler.apiserver;

import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.apiserver.ApiResponse.Watching;
import io.chandler.apiserver.Authenticator.Verdict;
import io.chandler.apiserver.Authorizer.Action;
import io.chandler.apiserver.Authorizer.Decision;
import io.chandler.apiserver.internal.Audit;
import io.chandler.apiserver.internal.Failure;
import io.chandler.apiserver.internal.Handler;
import io.chandler.apiserver.internal.Handler.Asked;
import io.chandler.apiserver.internal.Health;
import io.chandler.apiserver.internal.Query;
import io.chandler.resources.served.ServedResource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A Kubernetes-style API server over objects of a few kinds, for {@code kubectl}, informers and operators. It knows no HTTP
 * server: {@link #handle} takes a request and gives the answer, or what writes it. Thread-safe.
 *
 * <p>Each request is recognised, limited, allowed or refused, done, and leaves a line for the audit in the logger {@code
 * io.chandler.audit.api}. Probes need no credentials and leave no line.
 */
public final class ApiServer {

    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final InstantSource clock;
    private final Limits limits;
    private final Handler handler;
    private final Health health;
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private volatile boolean ending;

    private ApiServer(Builder builder) {
        authenticator = builder.authenticator;
        authorizer = builder.authorizer;
        clock = builder.clock;
        limits = builder.limits;
        var checks = new LinkedHashMap<>(builder.checks);
        checks.put("shutdown", () -> !ending);
        health = new Health(checks);
        handler = new Handler(
                builder.group,
                builder.version,
                builder.productVersion,
                builder.resources,
                builder.events::in,
                builder.metrics,
                clock,
                limits.bookmarks(),
                limits.shortestWatch());
    }

    /**
     * How much is done at once.
     *
     * @param reads most requests that read
     * @param writes most requests that may change something
     * @param watches most running watches
     * @param bookmarks how often a watcher that wants to know is told how far it is
     * @param shortestWatch how long a watch lasts at least whose client sets no limit; twice that at most
     */
    public record Limits(int reads, int writes, int watches, Duration bookmarks, Duration shortestWatch) {

        /** What Kubernetes has. */
        public static Limits defaults() {
            return new Limits(400, 200, 10_000, Duration.ofMinutes(1), Duration.ofMinutes(30));
        }
    }

    /** An API server for a group such as {@code broker.chandler.io} and a version such as {@code v1}. */
    public static Builder builder(String group, String version) {
        return new Builder(group, version);
    }

    /** The answer to a request; what cannot be done is answered with a Status. Blocks, and does not throw. */
    public ApiResponse handle(ApiRequest request) {
        var probe = health.answer(request.rawPath(), probeQuery(request));
        if (probe.isPresent()) {
            return probe.get();
        }
        return audited(request, entry -> {
            var user = switch (authenticator.authenticate(request)) {
                case Verdict.Known(var known) -> known;
                case Verdict.Unknown() -> throw Failure.of(401, "Unauthorized", "Unauthorized");
                case Verdict.Later(var message, var retryAfter) ->
                    throw Failure.later(503, "ServiceUnavailable", message, retryAfter);
            };
            entry.user = user;
            return limited(request, entry, asked -> authorize(user, asked.action(), entry));
        });
    }

    /** The same for a caller inside this process, who is neither recognised nor refused. */
    public ApiResponse handleAs(User user, ApiRequest request) {
        return audited(request, entry -> {
            entry.user = user;
            return limited(request, entry, _ -> entry.decision = "allow");
        });
    }

    private static Query probeQuery(ApiRequest request) {
        try {
            return new Query(request.rawQuery());
        } catch (Failure e) {
            return new Query("");
        }
    }

    private interface Step<A, R> {
        R take(A argument);
    }

    private interface Check {
        void pass(Asked asked);
    }

    private ApiResponse audited(ApiRequest request, Step<Audit.Entry, ApiResponse> work) {
        var entry = new Audit.Entry(request, clock.instant());
        ApiResponse answer;
        try {
            answer = work.take(entry);
        } catch (Failure failure) {
            answer = Failures.answer(failure);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A request of the API could not be answered.", e);
            answer = Failures.answer(
                    Failure.of(500, "InternalError", "Internal error occurred: the request could not be answered"));
        }
        int code = answer.status();
        if (answer.body() instanceof Body.Events(var watching)) {
            Audit.log(entry, "ResponseStarted", code, clock.instant());
            answer = answer.with(new Body.Events(new Audited(watching, entry, code)));
        } else {
            Audit.log(entry, "ResponseComplete", code, clock.instant());
        }
        return answer.with("Audit-Id", entry.id);
    }

    private final class Audited implements Watching {

        private final Watching watching;
        private final Audit.Entry entry;
        private final int code;

        Audited(Watching watching, Audit.Entry entry, int code) {
            this.watching = watching;
            this.entry = entry;
            this.code = code;
        }

        @Override
        public void run(Sink sink) throws IOException {
            try {
                watching.run(sink);
            } finally {
                Audit.log(entry, "ResponseComplete", code, clock.instant());
            }
        }

        @Override
        public void stop() {
            watching.stop();
        }
    }

    private ApiResponse limited(ApiRequest request, Audit.Entry entry, Check check) {
        var asked = handler.asked(request);
        entry.action = asked.action();
        if (ending) {
            throw Failure.later(503, "ServiceUnavailable", "the server is ending", Duration.ofSeconds(2));
        }
        if (asked.watches()) {
            if (handler.watching() >= limits.watches()) {
                throw tooMany();
            }
            return work(request, asked, entry, check);
        }
        var counter = asked.changes() ? writing : reading;
        try {
            if (counter.incrementAndGet() > (asked.changes() ? limits.writes() : limits.reads())) {
                throw tooMany();
            }
            return work(request, asked, entry, check);
        } finally {
            counter.decrementAndGet();
        }
    }

    private ApiResponse work(ApiRequest request, Asked asked, Audit.Entry entry, Check check) {
        check.pass(asked);
        return handler.answer(request, asked, entry.user);
    }

    private static Failure tooMany() {
        return Failure.later(429, "TooManyRequests", "Too many requests, please try again later.", RETRY);
    }

    private void authorize(User user, Action action, Audit.Entry entry) {
        switch (authorizer.decide(user, action)) {
            case Decision.Allowed _ -> entry.decision = "allow";
            case Decision.Later(var message, var retryAfter) ->
                throw Failure.later(503, "ServiceUnavailable", message, retryAfter);
            case Decision.Denied(var reason) -> {
                entry.decision = "forbid";
                throw Failures.forbidden(user, action, reason);
            }
        }
    }

    /** How many watches there are. */
    public int watching() {
        return handler.watching();
    }

    /** From now on it says that it is not ready and refuses requests; watches end. */
    public void end() {
        ending = true;
        handler.end();
    }

    /** Collects what an API server needs. Not thread-safe. */
    public static final class Builder {

        private final String group;
        private final String version;
        private final List<ServedResource> resources = new ArrayList<>();
        private final Map<String, Supplier<Boolean>> checks = new LinkedHashMap<>();
        private Authenticator authenticator = _ -> new Verdict.Unknown();
        private Authorizer authorizer = (_, _) -> new Decision.Denied("");
        private RecentEvents events = new RecentEvents();
        private InstantSource clock = InstantSource.system();
        private Limits limits = Limits.defaults();
        private String productVersion = "0";
        private Optional<Supplier<String>> metrics = Optional.empty();

        private Builder(String group, String version) {
            this.group = group;
            this.version = version;
        }

        /** One more kind of objects. */
        public Builder resource(ServedResource resource) {
            resources.add(resource);
            return this;
        }

        /** Who finds out who asks; without one nobody is known. */
        public Builder authenticator(Authenticator authenticator) {
            this.authenticator = authenticator;
            return this;
        }

        /** Who decides what is allowed; without one nothing is. */
        public Builder authorizer(Authorizer authorizer) {
            this.authorizer = authorizer;
            return this;
        }

        /** Where the events of objects are. */
        public Builder events(RecentEvents events) {
            this.events = events;
            return this;
        }

        /** A check of readiness: whether all is well. */
        public Builder check(String name, Supplier<Boolean> check) {
            checks.put(name, check);
            return this;
        }

        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        public Builder limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /** Figures in the text format of Prometheus, at {@code /metrics}; without, there is no such path. */
        public Builder metrics(Supplier<String> metrics) {
            this.metrics = Optional.of(metrics);
            return this;
        }

        /** The version of the program, for {@code /version}. */
        public Builder productVersion(String productVersion) {
            this.productVersion = productVersion;
            return this;
        }

        /** @throws IllegalArgumentException if group or version cannot be part of a path */
        public ApiServer build() {
            if (!group.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?") || !version.matches("v[0-9]+((alpha|beta)[0-9]+)?")) {
                throw new IllegalArgumentException(
                        "the group must be a DNS name and the version such as v1: " + group + "/" + version);
            }
            return new ApiServer(this);
        }
    }
}
