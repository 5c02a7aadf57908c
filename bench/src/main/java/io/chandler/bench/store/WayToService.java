package io.chandler.bench.store;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogFile;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.engine.ManagedBroker;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.osb.ApiVersion;
import io.chandler.osb.Caller;
import io.chandler.osb.Json;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How long it takes from a provision request to the call of the service, one request after the other. */
final class WayToService implements Service {

    private static final String CATALOG = """
            services:
              - id: bench
                name: bench
                description: A service that notes when it is called
                bindable: true
                plans:
                  - id: slow
                    name: slow
                    description: Answered before the work has begun
                    chandler: { answer_within: 0s }
            """;

    private final Map<String, Long> called = new ConcurrentHashMap<>();

    /**
     * Medians and 99th percentiles, in nanoseconds.
     *
     * @param answer from the request to its answer, which says that it was accepted
     * @param call from the answer to the call of the service; less than nothing where that came first
     */
    record Result(long answer, long slowAnswer, long call, long slowCall) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "accepted after %.2f ms (p99 %.2f), service called %.2f ms later (p99 %.2f)",
                    answer / 1e6,
                    slowAnswer / 1e6,
                    call / 1e6,
                    slowCall / 1e6);
        }
    }

    /** Measures a store, after as many requests that do not count. */
    static Result measure(StoreLocation location, int requests) throws InterruptedException {
        var service = new WayToService();
        try (var store = StoreFactory.of(location).open(location);
                var broker = ManagedBroker.builder()
                        .catalog(CatalogSource.fixed(CatalogFile.parse(CATALOG, "the catalog")))
                        .service("bench", service)
                        .store(store)
                        .keyring(Keyring.temporary())
                        .build()) {
            broker.start();
            var answers = new long[requests];
            var calls = new long[requests];
            for (int i = -requests; i < requests; i++) {
                var id = UUID.randomUUID().toString();
                long asked = System.nanoTime();
                var answer = broker.provision(request(id));
                long answered = System.nanoTime();
                if (!(answer instanceof Answer.InstanceAccepted)) {
                    throw new IllegalStateException("a provision was answered with " + answer);
                }
                while (!service.called.containsKey(id)) {
                    Thread.sleep(Duration.ofMillis(1));
                }
                if (i >= 0) {
                    answers[i] = answered - asked;
                    calls[i] = service.called.get(id) - answered;
                }
            }
            Arrays.sort(answers);
            Arrays.sort(calls);
            int late = requests * 99 / 100;
            return new Result(answers[requests / 2], answers[late], calls[requests / 2], calls[late]);
        }
    }

    private static ProvisionRequest request(String id) {
        return new ProvisionRequest(
                new Caller("", "bench", ApiVersion.CURRENT, Optional.empty(), Optional.empty()),
                id,
                true,
                "bench",
                "slow",
                "organization",
                "space",
                new PlatformContext(Json.object()),
                Json.object().put("size", 1),
                Optional.empty());
    }

    @Override
    public void provision(Instance instance) {
        called.put(instance.id(), System.nanoTime());
    }

    @Override
    public void update(Instance instance, Before before) {}

    @Override
    public void deprovision(Instance instance) {}

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        return Credentials.of("uri", "none");
    }

    @Override
    public void unbind(Instance instance, Binding binding) {}
}
