package io.chandler.resources;

import io.chandler.resources.internal.Continuation;
import io.chandler.resources.internal.JsonCodec;
import io.chandler.resources.internal.Keys;
import io.chandler.resources.internal.LocalWatch;
import io.chandler.resources.internal.RecentWrites;
import io.chandler.resources.internal.Selection;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.ObjectRules;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The objects of one type in a {@link Store}, as JSON under {@code /<plural>/<namespace>/<name>}. Thread-safe. Writes
 * cost one serialisation; the objects of the last few hundred writes are handed to readers and watchers without
 * decoding.
 *
 * <p>Spec and status must be immutable and compare by value: {@code equals} decides whether a write changes anything.
 * Of the metadata, labels, annotations and finalizers are the writer's; the rest is kept as it is stored, whatever a
 * write says. Times are kept to the millisecond.
 *
 * <p>Besides what {@link ResourceStore} says, each method throws {@link StoreException.Invalid} for a name that is not
 * allowed or an object that cannot be written or read, and {@link StoreException.Unavailable} where the store does.
 */
public final class LocalResourceStore<S, T> implements ResourceStore<S, T> {

    private static final int MOST_PER_PAGE = 10_000;
    private static final int LEAST_PER_READ = 200;

    private final Store store;
    private final ResourceType<S, T> type;
    private final JsonCodec<S, T> codec;
    private final ObjectRules<S, T> rules;
    private final Keys keys;
    private final RecentWrites<S, T> recent = new RecentWrites<>();

    /**
     * The objects of a type in a store. Closing the store is up to its owner.
     *
     * @param mapper reads and writes spec and status; with the settings that keep their numbers exact, if they matter
     */
    public LocalResourceStore(Store store, ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
        this.store = store;
        this.type = type;
        this.codec = new JsonCodec<>(type, mapper);
        this.rules = new ObjectRules<>(type, mapper, clock);
        this.keys = new Keys(type.plural());
    }

    @Override
    public ResourceType<S, T> type() {
        return type;
    }

    @Override
    public Optional<Resource<S, T>> get(Ref ref) {
        return store.get(keys.of(ref)).map(this::decode);
    }

    @Override
    public Page<S, T> list(Scope scope, Selector selector, ListOptions options) {
        int limit = options.limit();
        if (limit < 1 || limit > MOST_PER_PAGE) {
            throw new StoreException.Invalid("the limit of a list must be 1 to " + MOST_PER_PAGE + ", not " + limit);
        }
        var prefix = keys.prefix(scope);
        var selection = Selection.of(selector, type.indexedLabel());
        var continuation = options.continuation().map(token -> Continuation.parse(token, prefix));
        var at = continuation.isPresent() ? continuation.get().snapshot() : options.at();
        var after = continuation.map(Continuation::lastKey).orElse("");
        var items = new ArrayList<Resource<S, T>>(Math.min(limit, 500));
        while (true) {
            int wanted = limit - items.size();
            int count = selection.byTagAlone() ? wanted : Math.max(wanted, LEAST_PER_READ);
            var range = range(prefix, selection.tag(), after, count, at);
            var snapshot = at.orElse(range.revision());
            var entries = range.entries();
            for (int i = 0; i < entries.size(); i++) {
                var resource = decode(entries.get(i));
                if (selection.matches(resource.metadata().labels())) {
                    items.add(resource);
                }
                if (items.size() == limit) {
                    boolean more = range.more() || i + 1 < entries.size();
                    var next = new Continuation(snapshot, entries.get(i).key());
                    return new Page<>(items, snapshot, more ? Optional.of(next.token()) : Optional.empty());
                }
            }
            if (!range.more() || entries.isEmpty()) {
                return new Page<>(items, snapshot, Optional.empty());
            }
            after = entries.getLast().key();
            at = Optional.of(snapshot);
        }
    }

    @Override
    public OptionalLong count(Scope scope, String without) {
        return store.count(keys.prefix(scope), without);
    }

    private Range range(String prefix, String tag, String after, int count, Optional<Revision> at) {
        try {
            return store.range(prefix, tag, after, count, at);
        } catch (StoreException.Expired expired) {
            throw after.isEmpty() ? expired : expired.withContinuation(new Continuation(Revision.ZERO, after).token());
        }
    }

    @Override
    public Resource<S, T> create(Resource<S, T> resource) {
        var key = keys.of(resource.ref());
        return write(key, null, rules.created(resource));
    }

    @Override
    public Resource<S, T> replace(Resource<S, T> resource, Revision expected) {
        return replace(resource, stored(resource.ref(), expected));
    }

    @Override
    public Resource<S, T> replace(Resource<S, T> resource, Resource<S, T> read) {
        var key = keys.of(resource.ref());
        return write(key, read, rules.replaced(read, resource, key));
    }

    @Override
    public Resource<S, T> replaceStatus(Resource<S, T> resource, Revision expected) {
        var key = keys.of(resource.ref());
        var read = stored(resource.ref(), expected);
        return write(key, read, rules.statusReplaced(read, resource, key));
    }

    /** Writes what becomes of an object, if it changes; one whose deletion was asked for vanishes once nothing holds it. */
    private Resource<S, T> write(String key, Resource<S, T> old, Optional<Resource<S, T>> changed) {
        if (changed.isEmpty()) {
            return unchanged(key, old);
        }
        var next = changed.get();
        if (next.deleting() && next.metadata().finalizers().isEmpty()) {
            return next.withRevision(store.compareAndDelete(key, old.revision()));
        }
        return write(key, old.revision(), next);
    }

    /** The object at the expected revision; whether it is the newest is left to the write where it is remembered. */
    private Resource<S, T> stored(Ref ref, Revision expected) {
        var remembered = recent.at(expected);
        if (remembered != null && remembered.ref().equals(ref)) {
            return remembered;
        }
        var key = keys.of(ref);
        var entry = store.get(key).orElseThrow(() -> new StoreException.NotFound(key));
        if (!entry.revision().equals(expected)) {
            throw new StoreException.Conflict(key);
        }
        return decode(entry);
    }

    private Resource<S, T> unchanged(String key, Resource<S, T> resource) {
        var entry = store.get(key).orElseThrow(() -> new StoreException.NotFound(key));
        if (!entry.revision().equals(resource.revision())) {
            throw new StoreException.Conflict(key);
        }
        return resource;
    }

    @Override
    public Resource<S, T> delete(Ref ref, Optional<Revision> expected) {
        var key = keys.of(ref);
        while (true) {
            var found = expected.isPresent()
                    ? stored(ref, expected.get())
                    : store.get(key).map(this::decode).orElseThrow(() -> new StoreException.NotFound(key));
            try {
                return delete(key, found);
            } catch (StoreException.Conflict conflict) {
                if (expected.isPresent()) {
                    throw conflict;
                }
                // Somebody else was first: look again.
            }
        }
    }

    private Resource<S, T> delete(String key, Resource<S, T> found) {
        var was = found.metadata();
        if (was.finalizers().isEmpty()) {
            return found.withRevision(store.compareAndDelete(key, found.revision()));
        }
        if (found.deleting()) {
            return unchanged(key, found);
        }
        return write(key, was.revision(), rules.marked(found));
    }

    private Resource<S, T> write(String key, @Nullable Revision expected, Resource<S, T> next) {
        var value = codec.encode(next);
        var tag = type.indexedLabel().map(next.metadata().labels()::get).orElse("");
        recent.begin(value, next);
        try {
            var revision =
                    expected == null ? store.create(key, tag, value) : store.compareAndSwap(key, expected, tag, value);
            var stored = next.withRevision(revision);
            recent.end(value, stored);
            return stored;
        } catch (RuntimeException e) {
            recent.abandon(value);
            throw e;
        }
    }

    @Override
    public Watch<S, T> watch(Scope scope, Selector selector, Revision after) {
        return watch(scope, selector, after, (ref, revision) -> false);
    }

    @Override
    public Watch<S, T> watch(Scope scope, Selector selector, Revision after, BiPredicate<Ref, Revision> known) {
        var selection = Selection.of(selector, type.indexedLabel());
        return new LocalWatch<>(
                store.watch(keys.prefix(scope), after),
                selection,
                entry -> known.test(keys.ref(entry.key()), entry.revision()),
                this::watched,
                this::labels);
    }

    @Override
    public Revision current() {
        return store.current();
    }

    /** An object that other watches will come to as well. */
    private Resource<S, T> watched(Entry entry) {
        var resource = decode(entry);
        recent.read(resource);
        return resource;
    }

    private Map<String, String> labels(Entry entry) {
        var remembered = recent.at(entry.revision(), entry.value());
        return remembered != null ? remembered.metadata().labels() : codec.labels(keys.ref(entry.key()), entry.value());
    }

    private Resource<S, T> decode(Entry entry) {
        var remembered = recent.at(entry.revision(), entry.value());
        return remembered != null ? remembered : codec.decode(keys.ref(entry.key()), entry.revision(), entry.value());
    }
}
