package io.chandler.resources.served;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.store.ObjectRules;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects that API clients write and read as they are in a store: nothing happens to them but what clients do. The
 * store's mapper must keep numbers exact, else a number may come back in another form. Thread-safe.
 */
public final class StoredResource implements ServedResource {

    private final ServedDefinition definition;
    private final ResourceStore<ObjectNode, ObjectNode> store;
    private final ObjectRules<ObjectNode, ObjectNode> rules;
    private final Function<ApiObject, List<ApiRefusal.Cause>> check;
    private final BiFunction<ApiObject, String, Optional<ObjectNode>> subresource;

    /**
     * Serves the objects of a store.
     *
     * @param check what is wrong with an object that is to be stored; empty for nothing
     * @param subresource the content of a subresource of an object; empty where it has none
     */
    public StoredResource(
            ServedDefinition definition,
            ResourceStore<ObjectNode, ObjectNode> store,
            Clock clock,
            Function<ApiObject, List<ApiRefusal.Cause>> check,
            BiFunction<ApiObject, String, Optional<ObjectNode>> subresource) {
        this.definition = definition;
        this.store = store;
        this.rules = new ObjectRules<>(store.type(), JsonMapper.shared(), clock);
        this.check = check;
        this.subresource = subresource;
    }

    @Override
    public ServedDefinition definition() {
        return definition;
    }

    @Override
    public Optional<ApiObject> get(Ref ref) {
        return asked(() -> store.get(ref).map(ApiObject::of));
    }

    @Override
    public ApiPage list(Scope scope, Selector selector, ListOptions options) {
        return asked(() -> {
            var page = store.list(scope, selector, options);
            return new ApiPage(page.items().stream().map(ApiObject::of).toList(), page.revision(), page.continuation());
        });
    }

    @Override
    public OptionalLong count(Scope scope) {
        return asked(() -> store.count(scope, ""));
    }

    @Override
    public ApiWatch watch(Scope scope, Selector selector, Revision after) {
        return asked(() -> new Following(store.watch(scope, selector, after)));
    }

    @Override
    public Revision current() {
        return asked(store::current);
    }

    @Override
    public ApiObject create(ApiObject object, WriteContext context) {
        check(object);
        var wanted = object.withStatus(object.status().objectNode());
        if (!context.dryRun()) {
            return asked(() -> ApiObject.of(store.create(wanted.resource())));
        }
        if (get(object.ref()).isPresent()) {
            throw new ApiRefusal.AlreadyExists();
        }
        return ApiObject.of(rules.created(wanted.resource()));
    }

    @Override
    public ApiObject replace(ApiObject object, Revision expected, WriteContext context) {
        return replaced(object, expected, context, old -> {
            var wanted = object.withStatus(old.status());
            check(wanted);
            return wanted;
        });
    }

    @Override
    public ApiObject replaceStatus(ApiObject object, Revision expected, WriteContext context) {
        return replaced(
                object,
                expected,
                context,
                old -> old.withStatus(object.status()).withManagedFields(object.managedFields()));
    }

    private ApiObject replaced(
            ApiObject object, Revision expected, WriteContext context, Function<ApiObject, ApiObject> change) {
        var old = at(object.ref(), Preconditions.none());
        if (!old.revision().equals(expected)) {
            throw new ApiRefusal.Conflict();
        }
        var was = old.metadata();
        var uid = object.metadata().uid();
        new Preconditions(uid.isEmpty() ? Optional.empty() : Optional.of(uid), Optional.empty()).check(was);
        var wanted = change.apply(old);
        if (ObjectRules.addsFinalizers(was, wanted.metadata())) {
            throw new ApiRefusal.Invalid(ApiRefusal.Cause.forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers"));
        }
        if (!context.dryRun()) {
            return asked(() -> ApiObject.of(store.replace(wanted.resource(), expected)));
        }
        var next =
                rules.replaced(old.resource(), wanted.resource(), object.ref().toString());
        return next.map(ApiObject::of).orElse(old);
    }

    @Override
    public ApiObject delete(Ref ref, Preconditions preconditions, WriteContext context) {
        while (true) {
            var found = at(ref, preconditions);
            if (context.dryRun()) {
                return found;
            }
            try {
                return asked(() -> ApiObject.of(store.delete(ref, Optional.of(found.revision()))));
            } catch (ApiRefusal.Conflict conflict) {
                // Somebody else was first: look again, for the preconditions too.
            }
        }
    }

    @Override
    public Optional<ObjectNode> subresource(Ref ref, String name) {
        return get(ref).flatMap(object -> subresource.apply(object, name));
    }

    private ApiObject at(Ref ref, Preconditions preconditions) {
        var found = get(ref).orElseThrow(ApiRefusal.NotFound::new);
        preconditions.check(found.metadata());
        return found;
    }

    private void check(ApiObject object) {
        var causes = check.apply(object);
        if (!causes.isEmpty()) {
            throw new ApiRefusal.Invalid(causes);
        }
    }

    private static <R> R asked(Supplier<R> question) {
        try {
            return question.get();
        } catch (StoreException e) {
            throw ApiRefusal.of(e);
        }
    }

    private record Following(Watch<ObjectNode, ObjectNode> watch) implements ApiWatch {

        @Override
        public Optional<ApiEvent> next(Duration wait) throws InterruptedException {
            try {
                return watch.next(wait)
                        .map(event -> new ApiEvent(ApiEvent.Type.of(event), ApiObject.of(event.resource())));
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
