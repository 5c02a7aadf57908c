package io.chandler.broker.internal.served;

import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.served.ApiEvent;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiPage;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import io.chandler.resources.served.ApiWatch;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.served.WriteContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of one kind, as an API server offers them. Objects of which only the memory is left do not exist for API
 * clients, unless finalizers of theirs hold them. Thread-safe.
 */
final class ServedObjects<S, T extends ObjectStatus<T>> implements ServedResource {

    private final ResourceStore<S, T> store;
    private final Face<S, T> face;
    private final Set<String> namespaces;
    private final Counts counts = new Counts();
    private final RecentlyShown recent = new RecentlyShown();

    /**
     * Serves the objects of a store.
     *
     * @param namespaces those in which objects may be created
     */
    ServedObjects(ResourceStore<S, T> store, Face<S, T> face, Set<String> namespaces) {
        this.store = store;
        this.face = face;
        this.namespaces = Set.copyOf(namespaces);
    }

    @Override
    public ServedDefinition definition() {
        return face.definition();
    }

    // ---- Reading ----------------------------------------------------------------------------------------------------

    @Override
    public Optional<ApiObject> get(Ref ref) {
        return find(ref).map(this::shown);
    }

    @Override
    public ApiPage list(Scope scope, Selector selector, ListOptions options) {
        return asked(() -> {
            var page = store.list(scope, present(selector), options);
            var items =
                    page.items().stream().filter(this::present).map(this::shown).toList();
            return new ApiPage(items, page.revision(), page.continuation());
        });
    }

    @Override
    public OptionalLong count(Scope scope) {
        return scope instanceof Scope.Namespace(var namespace) && !namespaces.contains(namespace)
                ? OptionalLong.empty()
                : counts.of(scope, () -> store.count(scope, ObjectTypes.GONE_TAGS));
    }

    @Override
    public ApiWatch watch(Scope scope, Selector selector, Revision after) {
        return asked(() -> new Following(store.watch(scope, present(selector), after)));
    }

    @Override
    public Revision current() {
        return asked(store::current);
    }

    @Override
    public Optional<ObjectNode> subresource(Ref ref, String name) {
        return find(ref).map(object -> face.subresource(object, name));
    }

    private Optional<Resource<S, T>> find(Ref ref) {
        return asked(() -> face.stored(ref).flatMap(store::get).filter(this::present));
    }

    private Resource<S, T> required(Ref ref) {
        return find(ref).orElseThrow(ApiRefusal.NotFound::new);
    }

    private static Selector present(Selector selector) {
        var requirements = new ArrayList<>(selector.requirements());
        requirements.add(ObjectTypes.PRESENT);
        return new Selector(requirements);
    }

    private boolean present(Resource<S, T> object) {
        return !face.deleted(object.status()) || ObjectTypes.held(object.metadata());
    }

    private ApiObject shown(Resource<S, T> object) {
        var operation = object.status().operation();
        var deletion = operation.deletes()
                ? Optional.of(operation.startedAt())
                : object.metadata().deletionTimestamp();
        var metadata =
                ClientMetadata.shown(object.metadata(), face.shown(object), deletion, face.deleted(object.status()));
        var status = face.status(object);
        var conditions = ClientMetadata.conditions(object.metadata());
        if (!conditions.isEmpty()) {
            status.withArray("conditions").addAll(conditions);
        }
        return ApiObject.of(metadata, face.spec(object), status);
    }

    @Override
    public ObjectNode asShown(ApiObject inPlace, ObjectNode spec) {
        boolean plain = spec.path("parameters").isEmpty();
        return plain
                ? spec
                : find(inPlace.ref()).map(found -> face.asShown(found, spec)).orElse(spec);
    }

    // ---- Creating ---------------------------------------------------------------------------------------------------

    @Override
    public ApiObject create(ApiObject object, WriteContext context) {
        var ref = object.ref();
        if (!namespaces.contains(ref.namespace())) {
            throw new ApiRefusal.Invalid(Cause.invalid(
                    "metadata.namespace",
                    "there is no platform of this name; there are: "
                            + String.join(", ", namespaces.stream().sorted().toList())));
        }
        if (get(ref).isPresent()) {
            throw new ApiRefusal.AlreadyExists();
        }
        try {
            asked(() -> {
                face.create(object, context, dryOr(context, fresh -> ClientMetadata.kept(fresh, object)));
                return Boolean.TRUE;
            });
        } catch (AllChecked checked) {
            return object.withMetadata(checked.metadata(ref)).withStatus(JsonNodeFactory.instance.objectNode());
        }
        return get(ref).orElse(object);
    }

    // ---- Changing ---------------------------------------------------------------------------------------------------

    @Override
    public ApiObject replace(ApiObject object, Revision expected, WriteContext context) {
        var found = at(object, expected);
        refuseNewFinalizers(found, object);
        UnaryOperator<Metadata> metadata = stored -> {
            if (!stored.revision().equals(expected)) {
                throw new ApiRefusal.Conflict();
            }
            return ClientMetadata.kept(stored, object);
        };
        try {
            return asked(() -> {
                if (!face.deleted(found.status()) && face.change(found, object, context, dryOr(context, metadata))) {
                    return get(object.ref()).orElse(object);
                }
                return written(found, metadata.apply(found.metadata()), context);
            });
        } catch (AllChecked checked) {
            var was = shown(found);
            return object.withMetadata(checked.metadata(object.ref())).withStatus(was.status());
        }
    }

    /** Stores metadata alone; an object whose backend is gone becomes a memory once nothing holds it. */
    private ApiObject written(Resource<S, T> found, Metadata metadata, WriteContext context) {
        var changed = found.withMetadata(metadata);
        if (context.dryRun()) {
            return shown(changed);
        }
        if (face.deleted(found.status()) && !ObjectTypes.held(metadata)) {
            var last = shown(changed);
            var ended = found.status().operation().endedAt();
            var gone = ObjectTypes.gone(changed, ended == null ? metadata.creationTimestamp() : ended);
            var revision = store.replace(gone, found.revision()).revision();
            return last.withMetadata(last.metadata().withRevision(revision));
        }
        return shown(store.replace(changed, found.revision()));
    }

    @Override
    public ApiObject replaceStatus(ApiObject object, Revision expected, WriteContext context) {
        var found = at(object, expected);
        var conditions = foreignConditions(object.status());
        var metadata = ClientMetadata.withManagers(ClientMetadata.withConditions(found.metadata(), conditions), object);
        return asked(() -> written(found, metadata, context));
    }

    /** A status is the broker's, but for the conditions of others. */
    @Override
    public ObjectNode allowedStatus(ApiObject inPlace, ObjectNode status) {
        var conditions = JsonNodeFactory.instance.arrayNode();
        for (var condition : inPlace.status().path("conditions")) {
            if (Conditions.OURS.contains(condition.path("type").asString(""))) {
                conditions.add(condition);
            }
        }
        conditions.addAll(foreignConditions(status));
        var allowed = JsonNodeFactory.instance.objectNode();
        allowed.setAll(inPlace.status());
        allowed.set("conditions", conditions);
        return allowed;
    }

    private static ArrayNode foreignConditions(ObjectNode status) {
        var conditions = JsonNodeFactory.instance.arrayNode();
        for (var condition : status.path("conditions")) {
            var type = condition.path("type").asString("");
            if (!type.isEmpty() && !Conditions.OURS.contains(type)) {
                conditions.add(condition);
            }
        }
        return conditions;
    }

    private Resource<S, T> at(ApiObject object, Revision expected) {
        var found = required(object.ref());
        var uid = object.metadata().uid();
        if (!found.revision().equals(expected)) {
            throw new ApiRefusal.Conflict();
        }
        new Preconditions(uid.isEmpty() ? Optional.empty() : Optional.of(uid), Optional.empty())
                .check(found.metadata());
        return found;
    }

    private void refuseNewFinalizers(Resource<S, T> found, ApiObject wanted) {
        var was = new HashSet<>(ClientMetadata.finalizers(found.metadata()));
        was.add(ClientMetadata.OURS);
        boolean grown = !was.containsAll(wanted.metadata().finalizers());
        if (grown && found.status().operation().deletes()) {
            throw new ApiRefusal.Invalid(Cause.forbidden(
                    "metadata.finalizers", "no new finalizers can be added if the object is being deleted"));
        }
    }

    // ---- Deleting ---------------------------------------------------------------------------------------------------

    @Override
    public ApiObject delete(Ref ref, Preconditions preconditions, WriteContext context) {
        var found = required(ref);
        preconditions.check(found.metadata());
        if (face.deleted(found.status())) {
            return shown(found);
        }
        UnaryOperator<Metadata> metadata = stored -> {
            preconditions.check(stored);
            return stored;
        };
        try {
            return asked(() -> {
                face.delete(found, Requests.caller(found.ref().namespace(), context), dryOr(context, metadata));
                return get(ref).orElseGet(() -> shown(found));
            });
        } catch (AllChecked checked) {
            return shown(found);
        }
    }

    // ---- Details ----------------------------------------------------------------------------------------------------

    /** Metadata for a write; if nothing is to be written, all checks have passed once they are asked for. */
    private UnaryOperator<Metadata> dryOr(WriteContext context, UnaryOperator<Metadata> metadata) {
        return context.dryRun()
                ? stored -> {
                    throw new AllChecked(metadata.apply(stored));
                }
                : metadata;
    }

    /** Ends a write that was not meant to take place. */
    private static final class AllChecked extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Metadata metadata;

        AllChecked(Metadata metadata) {
            super("nothing was to be written", null, false, false);
            this.metadata = metadata;
        }

        Metadata metadata(Ref ref) {
            return ClientMetadata.shown(metadata, ref, Optional.empty(), false);
        }
    }

    private static <R> R asked(Supplier<R> question) {
        try {
            return question.get();
        } catch (StoreException e) {
            throw ApiRefusal.of(e);
        }
    }

    private final class Following implements ApiWatch {

        private final Watch<S, T> watch;

        Following(Watch<S, T> watch) {
            this.watch = watch;
        }

        @Override
        public Optional<ApiEvent> next(Duration wait) throws InterruptedException {
            long end = System.nanoTime() + wait.toNanos();
            try {
                while (true) {
                    var left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
                    var event = watch.next(left);
                    if (event.isEmpty()) {
                        return Optional.empty();
                    }
                    var type = ApiEvent.Type.of(event.get());
                    var object = event.get().resource();
                    if (type == ApiEvent.Type.DELETED || present(object)) {
                        return Optional.of(new ApiEvent(type, recent.at(object.revision(), () -> shown(object))));
                    }
                }
            } catch (StoreException e) {
                throw ApiRefusal.of(e);
            }
        }

        @Override
        public Optional<Revision> reached() {
            return watch.reached();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
