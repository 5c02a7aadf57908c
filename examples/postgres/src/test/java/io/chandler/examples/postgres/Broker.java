package io.chandler.examples.postgres;

import io.chandler.broker.EngineSettings;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogFile;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.engine.ManagedBroker;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.osb.ApiVersion;
import io.chandler.osb.BindRequest;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.Json;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import io.chandler.store.sql.SqliteSettings;
import io.chandler.store.sql.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/** A whole broker on a store in a folder: the real engine, the real catalog, asked as a platform asks. */
final class Broker implements AutoCloseable {

    static final Map<String, Limits> PLANS = Map.of(
            "small", new Limits(10, Duration.ofSeconds(30), Duration.ZERO),
            "large", new Limits(50, Duration.ofMinutes(10), Duration.ZERO),
            "maintained", new Limits(50, Duration.ofMinutes(10), Duration.ZERO),
            "slow", new Limits(10, Duration.ofSeconds(30), Duration.ofMillis(300)));

    private static final EngineSettings QUICK_RETRIES = new EngineSettings(
            "test",
            16,
            Duration.ofSeconds(15),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofMinutes(2),
            Duration.ofSeconds(50),
            Duration.ofHours(1),
            100,
            true);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final SqliteStore store;
    private final CatalogSource catalog;
    private final ManagedBroker broker;

    private Broker(SqliteStore store, CatalogSource catalog, ManagedBroker broker) {
        this.store = store;
        this.catalog = catalog;
        this.broker = broker;
    }

    /** Starts on the store of the folder, and carries on what is pending there. */
    static Broker start(Path folder, Service service, String catalogText) throws IOException {
        Files.createDirectories(folder);
        var keys = folder.resolve("keys");
        var catalog = CatalogSource.fixed(CatalogFile.parse(catalogText, "catalog.yml"));
        var store = SqliteStore.open(folder.resolve("chandler.db"), SqliteSettings.defaults());
        var broker = ManagedBroker.builder()
                .catalog(catalog)
                .store(store)
                .keyring(Files.exists(keys) ? Keyring.read(keys) : Keyring.generate(keys))
                .settings(QUICK_RETRIES)
                .service("postgres", service)
                .build();
        broker.start();
        return new Broker(store, catalog, broker);
    }

    /** The catalog of the example with the plan of the demo. */
    static String catalog() {
        return resource("catalog.yml") + resource("demo-plan.yml");
    }

    private static String resource(String name) {
        try (var stream = PostgresService.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.mapper().readTree(text);
    }

    private static Caller caller() {
        return new Caller("", "platform", ApiVersion.CURRENT, Optional.empty(), Optional.empty());
    }

    private String service() {
        return catalog.current().catalog().offerings().getFirst().id();
    }

    private String plan(String name) {
        return catalog.current().catalog().offerings().getFirst().plans().stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    Answer.Provision provision(String id, String plan, String parameters) {
        return broker.provision(new ProvisionRequest(
                caller(),
                id,
                true,
                service(),
                plan(plan),
                "organization",
                "space",
                new PlatformContext(Json.object()),
                json(parameters),
                Optional.empty()));
    }

    Answer.Update update(String id, Optional<String> plan, String parameters, Optional<String> version) {
        return broker.update(new UpdateRequest(
                caller(),
                id,
                true,
                service(),
                plan.map(this::plan),
                new PlatformContext(Json.object()),
                json(parameters),
                Json.object(),
                version));
    }

    Answer.Deprovision deprovision(String id, String plan) {
        return broker.deprovision(new DeprovisionRequest(caller(), id, true, service(), plan(plan)));
    }

    Answer.Bind bind(String id, String binding, String plan, String parameters, Optional<String> predecessor) {
        return broker.bind(new BindRequest(
                caller(),
                id,
                binding,
                true,
                Optional.of(service()),
                Optional.of(plan(plan)),
                Optional.empty(),
                Json.object(),
                new PlatformContext(Json.object()),
                json(parameters),
                predecessor));
    }

    Answer.Unbind unbind(String id, String binding, String plan) {
        return broker.unbind(
                new UnbindRequest(caller(), id, binding, true, Optional.of(service()), Optional.of(plan(plan))));
    }

    Answer.FetchBinding fetchBinding(String id, String binding) {
        return broker.fetchBinding(new FetchBindingRequest(caller(), id, binding, Optional.empty(), Optional.empty()));
    }

    Answer.LastOperation poll(String id) {
        return broker.lastOperation(
                new LastOperationRequest(caller(), id, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** How the latest operation of the instance ended. */
    Answer.LastOperation ended(String id) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(PAUSE)
                .until(() -> poll(id), answer -> !(answer instanceof Answer.InProgress));
    }

    /** How the latest operation of the binding ended. */
    Answer.LastBindingOperation ended(String id, String binding) {
        var request = new LastBindingOperationRequest(
                caller(), id, binding, Optional.empty(), Optional.empty(), Optional.empty());
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(PAUSE)
                .until(() -> broker.lastBindingOperation(request), answer -> !(answer instanceof Answer.InProgress));
    }

    /** An instance that is ready. */
    void ready(String id, String plan, String parameters) {
        if (provision(id, plan, parameters) instanceof Answer.InstanceAccepted) {
            succeeded(ended(id));
        }
    }

    /** The credentials of a new binding. */
    ObjectNode bound(String id, String binding, String plan, String parameters, Optional<String> predecessor) {
        return details(id, binding, plan, parameters, predecessor).credentials().orElseThrow();
    }

    BindingDetails details(String id, String binding, String plan, String parameters, Optional<String> predecessor) {
        return switch (bind(id, binding, plan, parameters, predecessor)) {
            case Answer.BindingCreated(var details) -> details;
            case Answer.BindingExists(var details) -> details;
            case Answer.BindingAccepted _ -> {
                succeeded(ended(id, binding));
                yield ((Answer.Binding) fetchBinding(id, binding)).details();
            }
            case Answer.Bind other -> throw new AssertionError("not bound: " + other);
        };
    }

    void updated(String id, Optional<String> plan, String parameters, Optional<String> version) {
        switch (update(id, plan, parameters, version)) {
            case Answer.Updated _ -> {}
            case Answer.UpdateAccepted _ -> succeeded(ended(id));
            case Answer.Update other -> throw new AssertionError("not updated: " + other);
        }
    }

    void unbound(String id, String binding, String plan) {
        switch (unbind(id, binding, plan)) {
            case Answer.Deleted _, Answer.Gone _ -> {}
            case Answer.DeleteAccepted _ -> succeeded(ended(id, binding));
            case Answer.Unbind other -> throw new AssertionError("not unbound: " + other);
        }
    }

    void gone(String id, String plan) {
        switch (deprovision(id, plan)) {
            case Answer.Deleted _, Answer.Gone _ -> {}
            case Answer.DeleteAccepted _ -> succeeded(ended(id));
            case Answer.Deprovision other -> throw new AssertionError("not deprovisioned: " + other);
        }
    }

    private static void succeeded(Answer answer) {
        if (!(answer instanceof Answer.Succeeded || answer instanceof Answer.DeleteSucceeded)) {
            throw new AssertionError("the operation ended with " + answer);
        }
    }

    @Override
    public void close() {
        broker.close();
        store.close();
        catalog.close();
    }
}
