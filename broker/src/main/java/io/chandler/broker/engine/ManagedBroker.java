package io.chandler.broker.engine;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.internal.common.Beginnings;
import io.chandler.broker.internal.common.CatalogView;
import io.chandler.broker.internal.common.Completions;
import io.chandler.broker.internal.common.FinalizedStore;
import io.chandler.broker.internal.common.StatusClaims;
import io.chandler.broker.internal.common.Vault;
import io.chandler.broker.internal.desk.BindingDesk;
import io.chandler.broker.internal.desk.Desk;
import io.chandler.broker.internal.desk.InstanceDesk;
import io.chandler.broker.internal.desk.Origin;
import io.chandler.broker.internal.desk.PollDesk;
import io.chandler.broker.internal.desk.TransitionTable;
import io.chandler.broker.internal.desk.UpdateDesk;
import io.chandler.broker.internal.run.BindingKind;
import io.chandler.broker.internal.run.Cascade;
import io.chandler.broker.internal.run.Engine;
import io.chandler.broker.internal.run.InstanceKind;
import io.chandler.broker.internal.run.Watchdog;
import io.chandler.broker.internal.served.Deletions;
import io.chandler.broker.internal.served.OperationEvents;
import io.chandler.broker.internal.served.Requests;
import io.chandler.broker.internal.served.Served;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.Json;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.PublishedCatalog;
import io.chandler.osb.ServiceBroker;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import io.chandler.resources.Controller;
import io.chandler.resources.LocalResourceStores;
import io.chandler.resources.Reconciler;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.ResourceType;
import io.chandler.resources.StoreException;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The managed broker: keeps every instance and binding as an object in a store, answers the protocol from there, and
 * runs the authors' methods behind it. Thread-safe. Any number of processes may run on one shared store.
 */
public final class ManagedBroker implements ServiceBroker, AutoCloseable {

    /** After which a platform that met an unreachable store should ask again. */
    private static final Duration STORE_RETRY = Duration.ofSeconds(5);

    /** How long a request that changes something waits while too many operations are pending. */
    private static final Duration ROOM_WAIT = Duration.ofSeconds(5);

    private static final Duration ROOM_RETRY = Duration.ofSeconds(30);

    private static final String NO_ROOM =
            "The broker has more operations to carry out than it can take. Try again later.";

    private static final String STORE_AWAY = "The broker cannot reach its store at the moment. Try again later.";

    private static final Answer.Busy STORE_AWAY_ANSWER = new Answer.Busy(STORE_AWAY, STORE_RETRY);
    private static final Answer.Busy NO_ROOM_ANSWER = new Answer.Busy(NO_ROOM, ROOM_RETRY);

    private final CatalogSource catalog;
    private final Backlog backlog;
    private final InstanceDesk instanceDesk;
    private final UpdateDesk updateDesk;
    private final BindingDesk bindingDesk;
    private final PollDesk pollDesk;
    private final Controller<InstanceSpec, InstanceStatus> instanceController;
    private final Controller<BindingSpec, BindingStatus> bindingController;
    private final History history;
    private final Janitor janitor;
    private final Watchdog watchdog;
    private final Optional<KeyRotation> keyRotation;
    private final Served served;
    private final List<Deletions<?, ?>> deletions;
    private final List<OperationEvents<?, ?>> events = new CopyOnWriteArrayList<>();

    private ManagedBroker(Builder builder, CatalogSource catalog, ResourceStores stores, Keyring keyring) {
        var keyCheck = new KeyCheck(stores, keyring, Clock.systemUTC(), builder.keyLease);
        boolean otherKeysInUse = keyCheck.check();
        this.catalog = catalog;
        var settings = builder.settings;
        var clock = builder.clock;
        var holder = settings.replica() + "/" + UUID.randomUUID();
        var instances = objects(stores, ObjectTypes.INSTANCES, clock);
        var bindings = objects(stores, ObjectTypes.BINDINGS, clock);
        var vault = new Vault(keyring);
        var completions = new Completions();
        var view = new CatalogView(catalog);
        var beginnings = new Beginnings(settings, holder, clock);
        var services = Map.copyOf(builder.services);
        var engine = new Engine(settings, services, view, vault, completions, builder.listener, clock);
        this.watchdog = new Watchdog(clock);
        boolean exclusive = !stores.capabilities().shared();
        this.bindingController = controller(
                bindings, new BindingKind(engine, instances).reconciler(watchdog), settings, holder, exclusive, clock);
        var cascade = new Cascade(bindings, beginnings, completions, bindingController::submit);
        this.instanceController = controller(
                instances, new InstanceKind(engine, cascade).reconciler(watchdog), settings, holder, exclusive, clock);
        var desk = new Desk(
                instances,
                bindings,
                instanceController::submit,
                bindingController::submit,
                settings,
                view,
                vault,
                beginnings,
                completions,
                clock);
        this.instanceDesk = new InstanceDesk(desk, services, cascade);
        this.updateDesk = new UpdateDesk(instanceDesk);
        this.bindingDesk = new BindingDesk(desk);
        this.pollDesk = new PollDesk(desk);
        this.backlog = new Backlog(this::pending, builder.mostPending, ROOM_WAIT);
        this.history = new History(instances, bindings);
        this.janitor = new Janitor(instances, bindings, settings.retention(), builder.listener, clock);
        this.keyRotation = otherKeysInUse || keyCheck.shared()
                ? Optional.of(new KeyRotation(keyCheck, keyring, List.of(instances, bindings), builder.listener))
                : Optional.empty();
        this.served = new Served(instances, bindings, requests(), view, vault);
        this.deletions = stores.othersMayDelete()
                ? served.deletions(builder.listener, settings.retryLongest(), clock)
                : List.of();
    }

    private static <S, T> ResourceStore<S, T> objects(ResourceStores stores, ResourceType<S, T> type, Clock clock) {
        ResourceStore<S, T> objects = stores.of(type, Json.mapper(), clock);
        return stores.othersMayDelete() ? new FinalizedStore<>(objects) : objects;
    }

    private Requests requests() {
        return new Requests(
                (request, origin) ->
                        changing(() -> instanceDesk.provision(request, origin), STORE_AWAY_ANSWER, NO_ROOM_ANSWER),
                (request, origin) ->
                        changing(() -> updateDesk.update(request, origin), STORE_AWAY_ANSWER, NO_ROOM_ANSWER),
                (request, origin) ->
                        changing(() -> instanceDesk.deprovision(request, origin), STORE_AWAY_ANSWER, NO_ROOM_ANSWER),
                (request, origin) ->
                        changing(() -> bindingDesk.bind(request, origin), STORE_AWAY_ANSWER, NO_ROOM_ANSWER),
                (request, origin) ->
                        changing(() -> bindingDesk.unbind(request, origin), STORE_AWAY_ANSWER, NO_ROOM_ANSWER));
    }

    private static <S, T extends ObjectStatus<T>> Controller<S, T> controller(
            ResourceStore<S, T> store,
            Reconciler<S, T> reconciler,
            EngineSettings settings,
            String holder,
            boolean exclusive,
            Clock clock) {
        return Controller.builder(store, new StatusClaims<>(), reconciler)
                .pending(ObjectTypes.PENDING_ONLY)
                .due(ManagedBroker::due)
                .holder(holder)
                .claimDuration(settings.claimDuration())
                .workers(settings.workers())
                .exclusive(exclusive)
                .clock(clock)
                .build();
    }

    private static <S, T extends ObjectStatus<T>> Instant due(Resource<S, T> object) {
        var cancelled = object.status().cancelled();
        var operation = cancelled != null ? cancelled : object.status().operation();
        var due = operation.due();
        return due == null ? operation.startedAt() : due;
    }

    /** Begins a new broker. */
    public static Builder builder() {
        return new Builder();
    }

    /** The transition table of the front desk in Markdown. */
    public static String transitionTable() {
        return TransitionTable.markdown();
    }

    /** Starts to carry on what is pending in the store, and to take requests. */
    public void start() {
        bindingController.start();
        instanceController.start();
        janitor.start();
        deletions.forEach(Deletions::start);
        keyRotation.ifPresent(KeyRotation::start);
    }

    /**
     * Stops running operations: those that end within the deadline end here, the others are handed over or carried on
     * after the next start. Requests are answered until the store is closed.
     */
    public void stop(Duration deadline) {
        janitor.close();
        events.forEach(OperationEvents::close);
        deletions.forEach(Deletions::close);
        keyRotation.ifPresent(KeyRotation::close);
        var bindings = Thread.ofVirtual().name("stop-bindings").start(() -> stop(bindingController, deadline));
        stop(instanceController, deadline);
        try {
            bindings.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watchdog.close();
    }

    private static void stop(Controller<?, ?> controller, Duration deadline) {
        try {
            boolean _ = controller.stop(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops within two seconds. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(2));
    }

    /**
     * Instances and bindings as an API server offers them: {@code serviceinstances} and {@code servicebindings}. What
     * clients write there is carried out as a request of a platform is, by the same rules; values of parameters are never
     * shown, credentials only in the subresource of that name.
     *
     * @param platforms the names of the platforms that there are, which are the namespaces; {@code default} for the only
     *     platform, whose name is empty
     */
    public List<ServedResource> servedResources(Set<String> platforms) {
        return served.resources(platforms);
    }

    /**
     * Begins to tell of operations that begin, are tried again, succeed or fail, on this or another replica, until the
     * broker is stopped.
     */
    public void tell(ObjectEvent.Sink sink) {
        events.addAll(served.events(sink));
    }

    /** What instances and bindings went through. */
    public History history() {
        return history;
    }

    /** Operations that run in this process now. */
    public int running() {
        return instanceController.running() + bindingController.running();
    }

    /** Operations that have not ended, as far as this process knows. */
    public int pending() {
        return instanceController.pending() + bindingController.pending();
    }

    // ---- The protocol ----------------------------------------------------------------------------------------------

    @Override
    public PublishedCatalog catalog(Caller caller) {
        return catalog.published();
    }

    @Override
    public Answer.Provision provision(ProvisionRequest request) {
        return changing(() -> instanceDesk.provision(request, Origin.PLATFORM), STORE_AWAY_ANSWER, NO_ROOM_ANSWER);
    }

    @Override
    public Answer.Update update(UpdateRequest request) {
        return changing(() -> updateDesk.update(request, Origin.PLATFORM), STORE_AWAY_ANSWER, NO_ROOM_ANSWER);
    }

    @Override
    public Answer.Deprovision deprovision(DeprovisionRequest request) {
        return changing(() -> instanceDesk.deprovision(request, Origin.PLATFORM), STORE_AWAY_ANSWER, NO_ROOM_ANSWER);
    }

    @Override
    public Answer.FetchInstance fetchInstance(FetchInstanceRequest request) {
        return guarded(() -> instanceDesk.fetch(request), STORE_AWAY_ANSWER);
    }

    @Override
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        return guarded(() -> pollDesk.lastOperation(request), STORE_AWAY_ANSWER);
    }

    @Override
    public Answer.Bind bind(BindRequest request) {
        return changing(() -> bindingDesk.bind(request, Origin.PLATFORM), STORE_AWAY_ANSWER, NO_ROOM_ANSWER);
    }

    @Override
    public Answer.Unbind unbind(UnbindRequest request) {
        return changing(() -> bindingDesk.unbind(request, Origin.PLATFORM), STORE_AWAY_ANSWER, NO_ROOM_ANSWER);
    }

    @Override
    public Answer.FetchBinding fetchBinding(FetchBindingRequest request) {
        return guarded(() -> bindingDesk.fetch(request), STORE_AWAY_ANSWER);
    }

    @Override
    public Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request) {
        return guarded(() -> pollDesk.lastOperation(request), STORE_AWAY_ANSWER);
    }

    private static <A> A guarded(Supplier<A> call, A storeAway) {
        try {
            return call.get();
        } catch (StoreException.Unavailable e) {
            return storeAway;
        }
    }

    private <A> A changing(Supplier<A> call, A storeAway, A noRoom) {
        return backlog.hasRoom() ? guarded(call, storeAway) : noRoom;
    }

    /** Collects what a managed broker needs. Not thread-safe. */
    public static final class Builder {

        private final Map<String, Service> services = new HashMap<>();
        private Optional<CatalogSource> catalog = Optional.empty();
        private Optional<ResourceStores> stores = Optional.empty();
        private Optional<Keyring> keyring = Optional.empty();
        private EngineSettings settings = EngineSettings.defaults();
        private BrokerListener listener = BrokerListener.SILENT;
        private Clock clock = Clock.systemUTC();
        private int mostPending = Backlog.fitting();
        private Duration keyLease = Duration.ofMinutes(1);

        private Builder() {}

        /** How many operations may be pending, for tests; by default as many as fit into the memory. */
        Builder mostPending(int operations) {
            this.mostPending = operations;
            return this;
        }

        /** How long a replica's key counts as in use after it has said so, for tests; a minute by default. */
        Builder keyLease(Duration lease) {
            this.keyLease = lease;
            return this;
        }

        /** What is offered. Required. */
        public Builder catalog(CatalogSource source) {
            this.catalog = Optional.of(source);
            return this;
        }

        /** The service behind offerings of this service name. */
        public Builder service(String name, Service service) {
            services.put(name, service);
            return this;
        }

        /** Where all state lives; stays the caller's to close. Required, or {@link #stores}. */
        public Builder store(Store store) {
            return stores(new LocalResourceStores(store));
        }

        /** Where all state lives; stays the caller's to close. Required, or {@link #store}. */
        public Builder stores(ResourceStores stores) {
            this.stores = Optional.of(stores);
            return this;
        }

        /** The keys that seal secrets. Required. */
        public Builder keyring(Keyring keyring) {
            this.keyring = Optional.of(keyring);
            return this;
        }

        /** How the engine works. */
        public Builder settings(EngineSettings settings) {
            this.settings = settings;
            return this;
        }

        /** Who hears what happens. */
        public Builder listener(BrokerListener listener) {
            this.listener = listener;
            return this;
        }

        /** The clock, for tests. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Builds the broker.
         *
         * @throws IllegalStateException if something is missing, an offering has no service, or the keys do not fit the
         *     store
         */
        public ManagedBroker build() {
            var source = catalog.orElseThrow(() -> new IllegalStateException("a catalog is needed"));
            var objects = stores.orElseThrow(() -> new IllegalStateException("a store is needed"));
            var keys = keyring.orElseThrow(() -> new IllegalStateException("a keyring is needed"));
            var missing = missingServices(source);
            if (!missing.isEmpty()) {
                throw new IllegalStateException("no service is there for " + String.join(", ", missing));
            }
            return new ManagedBroker(this, source, objects, keys);
        }

        private List<String> missingServices(CatalogSource source) {
            var definition = source.current();
            return definition.catalog().offerings().stream()
                    .filter(offering -> !services.containsKey(definition.service(offering.id())))
                    .map(offering -> "offering \"" + offering.name() + "\" (service name \""
                            + definition.service(offering.id()) + "\")")
                    .toList();
        }
    }
}
