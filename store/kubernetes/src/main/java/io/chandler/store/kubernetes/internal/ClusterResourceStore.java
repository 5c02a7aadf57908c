package io.chandler.store.kubernetes.internal;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Page;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.store.ObjectRules;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The objects of one type as custom resources of a cluster. Each write is one request, which the cluster accepts only at
 * the revision that was read; reads are answered from a quorum. Thread-safe.
 *
 * <p>Unlike a local store it lists objects in the order of their names in the cluster; it tells of an object that leaves
 * a selection as it was before; it may give a removed object a revision before or after the removal; the time of a
 * deletion is the cluster's; and finalizers that others give an object there count as well.
 */
public final class ClusterResourceStore<S, T> implements ResourceStore<S, T> {

    private static final int MOST_PER_PAGE = 10_000;
    private static final byte[] NOTHING = new byte[0];

    private final Cluster cluster;
    private final ResourceType<S, T> type;
    private final ObjectCodec<S, T> codec;
    private final ObjectRules<S, T> rules;

    /** The objects of a type in a cluster. */
    public ClusterResourceStore(Cluster cluster, ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
        this.cluster = cluster;
        this.type = type;
        this.codec = new ObjectCodec<>(type, mapper, cluster.apiVersion(), cluster.namespace());
        this.rules = new ObjectRules<>(type, mapper, clock);
    }

    @Override
    public ResourceType<S, T> type() {
        return type;
    }

    @Override
    public Optional<Resource<S, T>> get(Ref ref) {
        try {
            return Optional.of(found(ref));
        } catch (StoreException.NotFound e) {
            return Optional.empty();
        }
    }

    private Resource<S, T> found(Ref ref) {
        return codec.decode(cluster.ask("get", type.plural(), Names.of(ref), Map.of(), NOTHING));
    }

    @Override
    public Page<S, T> list(Scope scope, Selector selector, ListOptions options) {
        int limit = options.limit();
        if (limit < 1 || limit > MOST_PER_PAGE) {
            throw new StoreException.Invalid("the limit of a list must be 1 to " + MOST_PER_PAGE + ", not " + limit);
        }
        var questions = Questions.of(scope, selector);
        var next = options.continuation().map(questions::ofCluster);
        while (true) {
            var answer = page(questions, limit, next, options.at());
            var items = answer.path("items")
                    .valueStream()
                    .map(codec::decode)
                    .filter(object -> questions.means(object.ref()))
                    .toList();
            next = Optional.of(answer.path("metadata").path("continue").asString(""))
                    .filter(token -> !token.isEmpty());
            if (!items.isEmpty() || next.isEmpty()) {
                return new Page<>(items, ObjectCodec.revision(answer), next.map(questions::token));
            }
        }
    }

    private JsonNode page(Questions questions, int limit, Optional<String> next, Optional<Revision> at) {
        var query = new LinkedHashMap<String, String>();
        query.put("limit", Integer.toString(limit));
        if (!questions.labels().isEmpty()) {
            query.put("labelSelector", questions.labels());
        }
        if (next.isPresent()) {
            query.put("continue", next.get());
        } else if (at.isPresent()) {
            query.put("resourceVersion", at.get().toString());
            query.put("resourceVersionMatch", "Exact");
        }
        try {
            return cluster.ask("list", type.plural(), "", query, NOTHING);
        } catch (StoreException.Expired expired) {
            throw expired.continuation()
                    .map(token -> expired.withContinuation(questions.token(token)))
                    .orElse(expired);
        }
    }

    @Override
    public Resource<S, T> create(Resource<S, T> resource) {
        var fresh = rules.created(resource);
        return fresh.withRevision(
                ObjectCodec.revision(cluster.ask("create", type.plural(), "", Map.of(), codec.encode(fresh))));
    }

    @Override
    public Resource<S, T> replace(Resource<S, T> resource, Revision expected) {
        return replace(resource, at(resource.ref(), expected));
    }

    @Override
    public Resource<S, T> replace(Resource<S, T> resource, Resource<S, T> read) {
        return write(read, rules.replaced(read, resource, resource.ref().toString()));
    }

    @Override
    public Resource<S, T> replaceStatus(Resource<S, T> resource, Revision expected) {
        var read = at(resource.ref(), expected);
        return write(read, rules.statusReplaced(read, resource, resource.ref().toString()));
    }

    /** Writes what becomes of an object, if it changes; one whose deletion was asked for vanishes once nothing holds it. */
    private Resource<S, T> write(Resource<S, T> old, Optional<Resource<S, T>> changed) {
        if (changed.isEmpty()) {
            return at(old.ref(), old.revision());
        }
        var next = changed.get();
        return next.deleting() && next.metadata().finalizers().isEmpty() ? released(next) : written(next);
    }

    /** The newest state of an object. @throws StoreException.Conflict if it is not at this revision */
    private Resource<S, T> at(Ref ref, Revision expected) {
        var found = found(ref);
        if (!found.revision().equals(expected)) {
            throw new StoreException.Conflict(ref.toString());
        }
        return found;
    }

    private Resource<S, T> written(Resource<S, T> next) {
        var answer = cluster.ask("update", type.plural(), Names.of(next.ref()), Map.of(), codec.encode(next));
        return next.withRevision(ObjectCodec.revision(answer));
    }

    /** Takes the last finalizer away: in the same request the cluster removes the object. */
    private Resource<S, T> released(Resource<S, T> last) {
        var answer = cluster.ask("update", type.plural(), Names.of(last.ref()), Map.of(), codec.encode(last));
        return answer.path("metadata").has("resourceVersion") ? last.withRevision(ObjectCodec.revision(answer)) : last;
    }

    private Resource<S, T> deleted(Resource<S, T> last) {
        var body = "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"resourceVersion\":\""
                + last.revision() + "\"}}";
        var _ = cluster.ask(
                "delete", type.plural(), Names.of(last.ref()), Map.of(), body.getBytes(StandardCharsets.UTF_8));
        return last.metadata().finalizers().isEmpty()
                ? last.withRevision(afterRemoval(last.revision()))
                : get(last.ref()).orElse(last);
    }

    /** The cluster does not tell the revision of a removal; where it cannot be asked now, the one before must do. */
    private Revision afterRemoval(Revision before) {
        try {
            return current();
        } catch (StoreException.Unavailable e) {
            return before;
        }
    }

    @Override
    public Resource<S, T> delete(Ref ref, Optional<Revision> expected) {
        while (true) {
            var found = expected.isPresent() ? at(ref, expected.get()) : found(ref);
            try {
                return found.deleting() ? found : deleted(found);
            } catch (StoreException.Conflict conflict) {
                if (expected.isPresent()) {
                    throw conflict;
                }
            }
        }
    }

    @Override
    public Watch<S, T> watch(Scope scope, Selector selector, Revision after) {
        return new ClusterWatch<>(cluster, codec, type.plural(), Questions.of(scope, selector), after);
    }

    @Override
    public Revision current() {
        return ObjectCodec.revision(cluster.ask("list", type.plural(), "", Map.of("limit", "1"), NOTHING));
    }
}
