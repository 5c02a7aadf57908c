package io.chandler.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.osb.ApiVersion;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.Json;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import io.chandler.resources.LocalResourceStores;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.store.MemoryStore;
import io.chandler.resources.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/** A managed broker with a workshop behind it, and short ways to ask it as a platform does. */
final class House implements AutoCloseable {

    static {
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    static final EngineSettings QUICK = new EngineSettings(
            "test",
            32,
            Duration.ofSeconds(3),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofDays(7),
            100,
            true);

    final Workshop workshop;
    final Store store;
    final EngineSettings settings;
    final List<Throwable> causes = new CopyOnWriteArrayList<>();
    final List<String> troubles = new CopyOnWriteArrayList<>();
    final CountDownLatch rotated = new CountDownLatch(1);
    final ManagedBroker broker;
    final CatalogSource catalog = TestCatalog.source();
    String platform = "";

    House() {
        this(new Workshop(), new MemoryStore(), QUICK);
    }

    House(Workshop workshop, Store store, EngineSettings settings) {
        this(workshop, store, settings, Clock.systemUTC());
    }

    House(Workshop workshop, Store store, EngineSettings settings, Clock clock) {
        this(workshop, store, settings, clock, TestCatalog.keyring());
    }

    House(Workshop workshop, Store store, EngineSettings settings, Clock clock, Keyring keyring) {
        this(workshop, store, settings, clock, keyring, Integer.MAX_VALUE);
    }

    House(Workshop workshop, Store store, EngineSettings settings, Clock clock, Keyring keyring, int mostPending) {
        this(workshop, workshop, store, Optional.empty(), settings, clock, keyring, mostPending);
    }

    /** A house whose objects others may delete in the store, and which is one of several. */
    static House open(Workshop workshop, Store store, EngineSettings settings) {
        return new House(
                workshop,
                workshop,
                store,
                Optional.of(new OpenStores(store)),
                settings,
                Clock.systemUTC(),
                TestCatalog.keyring(),
                Integer.MAX_VALUE);
    }

    /** A house with another service behind it. */
    static House of(Service service, EngineSettings settings) {
        return new House(
                new Workshop(),
                service,
                new MemoryStore(),
                Optional.empty(),
                settings,
                Clock.systemUTC(),
                TestCatalog.keyring(),
                Integer.MAX_VALUE);
    }

    private House(
            Workshop workshop,
            Service service,
            Store store,
            Optional<ResourceStores> stores,
            EngineSettings settings,
            Clock clock,
            Keyring keyring,
            int mostPending) {
        this.workshop = workshop;
        this.store = store;
        this.settings = settings;
        this.broker = ManagedBroker.builder()
                .catalog(catalog)
                .service("workshop", service)
                .stores(stores.orElseGet(() -> new LocalResourceStores(store)))
                .keyring(keyring)
                .settings(settings)
                .clock(clock)
                .mostPending(mostPending)
                .listener(new BrokerListener() {
                    @Override
                    public void attemptFailed(
                            Subject subject, int attempt, String supportId, Throwable cause, Optional<Duration> again) {
                        causes.add(cause);
                    }

                    @Override
                    public void trouble(String message, Throwable cause) {
                        troubles.add(message);
                    }

                    @Override
                    public void keysRotated() {
                        rotated.countDown();
                    }
                })
                .build();
        broker.start();
    }

    Caller caller() {
        return new Caller(platform, "user", ApiVersion.CURRENT, Optional.empty(), Optional.empty());
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.mapper().readTree(text);
    }

    Answer.Provision provision(String id, String plan, String parameters) {
        return provision(id, plan, parameters, true);
    }

    Answer.Provision provision(String id, String plan, String parameters, boolean acceptsIncomplete) {
        return broker.provision(new ProvisionRequest(
                caller(),
                id,
                acceptsIncomplete,
                TestCatalog.SERVICE,
                plan,
                "org",
                "space",
                new PlatformContext(json("{\"platform\":\"test\",\"instance_name\":\"first\"}")),
                json(parameters),
                Optional.empty()));
    }

    Answer.Update update(String id, Optional<String> plan, String parameters) {
        return update(id, plan, parameters, Optional.empty(), "{}");
    }

    Answer.Update update(
            String id, Optional<String> plan, String parameters, Optional<String> maintenance, String context) {
        return broker.update(new UpdateRequest(
                caller(),
                id,
                true,
                TestCatalog.SERVICE,
                plan,
                new PlatformContext(json(context)),
                json(parameters),
                json("{}"),
                maintenance));
    }

    Answer.Deprovision deprovision(String id, String plan) {
        return deprovision(id, plan, true);
    }

    Answer.Deprovision deprovision(String id, String plan, boolean acceptsIncomplete) {
        return broker.deprovision(new DeprovisionRequest(caller(), id, acceptsIncomplete, TestCatalog.SERVICE, plan));
    }

    Answer.FetchInstance fetch(String id) {
        return broker.fetchInstance(new FetchInstanceRequest(caller(), id, Optional.empty(), Optional.empty()));
    }

    Answer.LastOperation poll(String id, String operation) {
        return broker.lastOperation(new LastOperationRequest(
                caller(),
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.of(operation).filter(o -> !o.isEmpty())));
    }

    Answer.Bind bind(String id, String binding, String plan, String parameters) {
        return bind(id, binding, Optional.of(plan), parameters, Optional.empty());
    }

    Answer.Bind bind(
            String id, String binding, Optional<String> plan, String parameters, Optional<String> predecessor) {
        return broker.bind(new BindRequest(
                caller(),
                id,
                binding,
                true,
                plan.map(p -> TestCatalog.SERVICE),
                plan,
                Optional.of("app"),
                json("{\"app_guid\":\"app\"}"),
                new PlatformContext(json("{}")),
                json(parameters),
                predecessor));
    }

    Answer.Unbind unbind(String id, String binding, String plan) {
        return broker.unbind(
                new UnbindRequest(caller(), id, binding, true, Optional.of(TestCatalog.SERVICE), Optional.of(plan)));
    }

    Answer.FetchBinding fetchBinding(String id, String binding) {
        return broker.fetchBinding(new FetchBindingRequest(caller(), id, binding, Optional.empty(), Optional.empty()));
    }

    Answer.LastBindingOperation pollBinding(String id, String binding) {
        return broker.lastBindingOperation(new LastBindingOperationRequest(
                caller(), id, binding, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** Polls until the latest operation of the instance has ended. */
    Answer.LastOperation ended(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> poll(id, ""), answer -> !(answer instanceof Answer.InProgress));
    }

    /** Polls until the latest operation of the binding has ended. */
    Answer.LastBindingOperation endedBinding(String id, String binding) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> pollBinding(id, binding), answer -> !(answer instanceof Answer.InProgress));
    }

    /** An instance that is ready. */
    void ready(String id, String plan) {
        assertThat(provision(id, plan, "{}")).isInstanceOf(Answer.InstanceAccepted.class);
        assertThat(ended(id)).isInstanceOf(Answer.Succeeded.class);
    }

    @Override
    public void close() {
        broker.close();
        assertThat(workshop.journal).noneMatch(entry -> entry.startsWith("TWICE"));
    }
}
