package io.chandler.server.internal.metrics;

import io.chandler.broker.BrokerListener;
import io.chandler.osb.Call;
import io.chandler.osb.Catalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is counted and measured: requests by operation, offering, plan and answer, operations by how they ended, and the
 * Java platform's own figures. Thread-safe; costs a look into a map for each request.
 */
public final class Metrics implements AutoCloseable {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private record RequestKey(String platform, String operation, String offering, String plan, int status) {}

    private record OperationKey(String operation, String offering, String plan, String outcome) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentHashMap<RequestKey, Timer> requests = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<OperationKey, Timer> operations = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Supplier<Catalog> catalog;
    private volatile Names names;
    private volatile boolean platformBound;
    private Optional<JvmGcMetrics> collections = Optional.empty();

    /** Metrics whose offerings and plans are named as the catalog of the moment names them. */
    public Metrics(Supplier<Catalog> catalog) {
        this.catalog = catalog;
        this.names = new Names(new Catalog(List.of()));
    }

    /** Counts an answered request. */
    public void answered(Call call) {
        var known = names();
        var key = new RequestKey(
                call.platform(),
                call.name(),
                call.serviceId().map(known::offering).orElse(""),
                call.planId().map(known::plan).orElse(""),
                call.status());
        var timer = requests.get(key);
        if (timer == null) {
            timer = requests.computeIfAbsent(key, this::timer);
        }
        timer.record(call.nanos(), TimeUnit.NANOSECONDS);
    }

    private Names names() {
        var current = catalog.get();
        var known = names;
        if (!known.of(current)) {
            known = new Names(current);
            names = known;
        }
        return known;
    }

    private Timer timer(RequestKey key) {
        return Timer.builder("chandler.requests")
                .description("Requests of platforms and how long their answers took")
                .tags("platform", key.platform(), "operation", key.operation())
                .tags("offering", key.offering(), "plan", key.plan())
                .tags("outcome", outcome(key.status()), "status", String.valueOf(key.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String outcome(int status) {
        return status == 202 ? "accepted" : status < 400 ? "answered" : status < 500 ? "refused" : "failed";
    }

    /** Counts a request that did not come as far as the protocol, by a reason of one or two words. */
    public void refused(String reason) {
        refusals.computeIfAbsent(
                        reason,
                        word -> Counter.builder("chandler.refused")
                                .description("Requests that were refused before they reached the broker")
                                .tag("reason", word)
                                .register(registry))
                .increment();
    }

    /** Shows a number of the moment. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Counts operations that the engine runs. */
    public void ended(BrokerListener.Subject subject, BrokerListener.Outcome outcome, Duration took) {
        var key = new OperationKey(word(subject.operation()), subject.offering(), subject.plan(), word(outcome));
        operations.computeIfAbsent(key, this::timer).record(took);
    }

    private Timer timer(OperationKey key) {
        return Timer.builder("chandler.operations")
                .description("Operations that ended, and how long they took from request to end")
                .tags("operation", key.operation(), "offering", key.offering())
                .tags("plan", key.plan(), "outcome", key.outcome())
                .register(registry);
    }

    /** Counts a failed run of a service's method. */
    public void attemptFailed(BrokerListener.Subject subject) {
        Counter.builder("chandler.attempts.failed")
                .description("Runs of a service's method that failed")
                .tags("operation", word(subject.operation()), "offering", subject.offering(), "plan", subject.plan())
                .register(registry)
                .increment();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Everything in the text format of Prometheus. */
    public String scrape() {
        bindPlatform();
        return registry.scrape();
    }

    /** The figures of the Java platform, added when somebody first looks, for they take a while to load. */
    private void bindPlatform() {
        if (platformBound) {
            return;
        }
        synchronized (this) {
            if (!platformBound) {
                new JvmMemoryMetrics().bindTo(registry);
                new JvmThreadMetrics().bindTo(registry);
                new ClassLoaderMetrics().bindTo(registry);
                new ProcessorMetrics().bindTo(registry);
                new UptimeMetrics().bindTo(registry);
                new FileDescriptorMetrics().bindTo(registry);
                var garbage = new JvmGcMetrics();
                garbage.bindTo(registry);
                collections = Optional.of(garbage);
                platformBound = true;
            }
        }
    }

    @Override
    public synchronized void close() {
        collections.ifPresent(JvmGcMetrics::close);
        registry.close();
    }
}
