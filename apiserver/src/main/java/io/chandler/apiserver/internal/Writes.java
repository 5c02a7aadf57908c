package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.User;
import io.chandler.apiserver.internal.ObjectReader.Sent;
import io.chandler.apiserver.internal.Patches.Writing;
import io.chandler.apiserver.patch.FieldConflict;
import io.chandler.apiserver.patch.FieldManager;
import io.chandler.apiserver.patch.FieldSchema;
import io.chandler.apiserver.patch.FieldValidation;
import io.chandler.apiserver.patch.PatchException;
import io.chandler.apiserver.patch.RequestBody;
import io.chandler.apiserver.patch.SchemaProblem;
import io.chandler.apiserver.patch.ServerSideApply;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.served.WriteContext;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers create, update and patch. Thread-safe. */
final class Writes {

    private static final String STATUS = "status";
    private static final String NAME_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int GENERATED = 5;
    private static final int LONGEST_GENERATED_BASE = 58;
    private static final int TRIES = 8;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, FieldSchema> schemas = new ConcurrentHashMap<>();

    Writes(InstantSource clock) {
        this.clock = clock;
    }

    /** Where a request wants to write, and how it wants the answer. */
    record Target(Kind kind, Route.Objects route, Query query, Format format, User user, ApiRequest request) {

        WriteContext context(boolean dryRun) {
            var name = FieldManager.name(query.text("fieldManager"), request.header("User-Agent"));
            return new WriteContext(
                    user.name(), user.groups(), dryRun ? WriteContext.Effect.DRY_RUN : WriteContext.Effect.STORE, name);
        }

        FieldManager manager() {
            return new FieldManager(context(false).fieldManager(), kind.apiVersion(), route.subresource());
        }

        Ref ref() {
            return new Ref(route.namespace(), route.name());
        }

        ObjectReader reader() {
            return new ObjectReader(kind.definition(), kind.apiVersion(), route.namespace());
        }
    }

    /** Makes an object. */
    ApiResponse create(Target target) {
        return refusing(target, "", () -> {
            var writing = writing(target);
            var body = object(target);
            writing.prune(body.object(), body.duplicates());
            return create(target, body.object(), writing, true);
        });
    }

    /** @param tracked whether managed fields are to be worked out */
    private ApiResponse create(Target target, ObjectNode json, Writing writing, boolean tracked) {
        var sent = target.reader().read(json, target.route().name());
        if (sent.resourceVersion().isPresent()) {
            throw Failure.badRequest("resourceVersion should not be set on objects to be created");
        }
        boolean generated = sent.object().ref().name().isEmpty();
        for (int i = 0; ; i++) {
            var object = named(sent.object());
            check(ObjectReader.nameProblems(object.ref().name()));
            check(problems(target.kind().json(object), writing.schema()));
            var owned = tracked ? managed(target, Optional.empty(), object, writing) : object;
            try {
                var created = target.kind().resource().create(owned, target.context(Options.dryRun(target.query())));
                return answer(201, target, created, writing);
            } catch (ApiRefusal.AlreadyExists e) {
                if (!generated || i == TRIES) {
                    throw target.kind().failure(e, object.ref().name());
                }
            } catch (ApiRefusal refusal) {
                throw target.kind().failure(refusal, object.ref().name());
            }
        }
    }

    private ApiObject named(ApiObject object) {
        var base = object.generateName();
        if (!object.ref().name().isEmpty()) {
            return object;
        }
        if (base.isEmpty()) {
            throw new ApiRefusal.Invalid(Cause.required("metadata.name", "name or generateName is required"));
        }
        var name = new StringBuilder(base.substring(0, Math.min(base.length(), LONGEST_GENERATED_BASE)));
        for (int i = 0; i < GENERATED; i++) {
            name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
        }
        var ref = new Ref(object.ref().namespace(), name.toString());
        var given = object.metadata();
        return object.withMetadata(Metadata.of(ref)
                .withLabels(given.labels())
                .withAnnotations(given.annotations())
                .withFinalizers(given.finalizers()));
    }

    /** Replaces an object or its status. */
    ApiResponse replace(Target target) {
        return refusing(target, target.route().name(), () -> {
            var writing = writing(target);
            var body = object(target);
            writing.prune(body.object(), body.duplicates());
            var sent = target.reader().read(body.object(), target.route().name());
            var live = live(target).orElseThrow(ApiRefusal.NotFound::new);
            if (sent.resourceVersion().isEmpty()) {
                throw new ApiRefusal.Invalid(
                        Cause.invalid("metadata.resourceVersion", "0x0: must be specified for an update"));
            }
            return store(target, live, sent, writing, true);
        });
    }

    /** Changes an object or its status by a patch; again where somebody else was first. */
    ApiResponse patch(Target target) {
        return refusing(target, target.route().name(), () -> {
            var patch = Patches.of(Bodies.mediaType(target.request()), Bodies.read(target.request()), target.query());
            for (int i = 0; ; i++) {
                var writing = writing(target);
                try {
                    return patch(target, patch, writing);
                } catch (ApiRefusal.Conflict conflict) {
                    if (i == TRIES || !conflict.causes().isEmpty()) {
                        throw conflict;
                    }
                }
            }
        });
    }

    private ApiResponse patch(Target target, Patches patch, Writing writing) {
        var live = live(target);
        if (live.isEmpty()) {
            if (patch instanceof Patches.Apply && target.route().subresource().isEmpty()) {
                return create(target, patch.apply(Optional.empty(), writing, clock.instant()), writing, false);
            }
            throw new ApiRefusal.NotFound();
        }
        var patched = asShown(target, live.get(), patch).apply(live.map(target.kind()::json), writing, clock.instant());
        var sent = target.reader().read(patched, target.route().name());
        return store(target, live.get(), sent, writing, !(patch instanceof Patches.Apply));
    }

    /** What is applied as clients see it, so that it can be compared with what they see. */
    private static Patches asShown(Target target, ApiObject live, Patches patch) {
        if (!(patch instanceof Patches.Apply(var body, var force))
                || !(body.object().get("spec") instanceof ObjectNode spec)) {
            return patch;
        }
        var object = body.object().objectNode();
        object.setAll(body.object());
        object.set("spec", target.kind().resource().asShown(live, spec));
        return new Patches.Apply(new RequestBody(object, body.duplicates()), force);
    }

    private Optional<ApiObject> live(Target target) {
        return target.kind().resource().get(target.ref());
    }

    /**
     * Stores what a client sent in place of what is there.
     *
     * @param tracked whether managed fields are to be worked out
     */
    private ApiResponse store(Target target, ApiObject live, Sent sent, Writing writing, boolean tracked) {
        var uid = sent.object().metadata().uid();
        new Preconditions(uid.isEmpty() ? Optional.empty() : Optional.of(uid), Optional.empty()).check(live.metadata());
        if (sent.resourceVersion().isPresent() && !sent.resourceVersion().get().equals(live.revision())) {
            throw new Modified();
        }
        boolean status = target.route().subresource().equals(STATUS);
        var resource = target.kind().resource();
        var next = status
                ? withStatus(
                        live,
                        sent.object(),
                        resource.allowedStatus(live, sent.object().status()))
                : withoutStatus(
                        live,
                        sent.object()
                                .withSpec(resource.asShown(live, sent.object().spec())));
        check(problems(target.kind().json(next), writing.schema()));
        var owned = tracked ? managed(target, Optional.of(live), next, writing) : next;
        var context = target.context(Options.dryRun(target.query()));
        var stored = status
                ? resource.replaceStatus(owned, live.revision(), context)
                : resource.replace(owned, live.revision(), context);
        return answer(200, target, stored, writing);
    }

    private static ApiObject withStatus(ApiObject live, ApiObject sent, ObjectNode status) {
        return live.withStatus(status).withManagedFields(sent.managedFields());
    }

    /** What is there with what the client may write. */
    private static ApiObject withoutStatus(ApiObject live, ApiObject sent) {
        var given = sent.metadata();
        return new ApiObject(
                live.metadata()
                        .withLabels(given.labels())
                        .withAnnotations(given.annotations())
                        .withFinalizers(given.finalizers()),
                live.generateName(),
                sent.ownerReferences(),
                sent.managedFields(),
                sent.spec(),
                live.status());
    }

    /** The object with its managed fields brought up to date. */
    private ApiObject managed(Target target, Optional<ApiObject> live, ApiObject next, Writing writing) {
        var kind = target.kind();
        var result = ServerSideApply.update(
                live.map(kind::json), kind.json(next), writing.manager(), writing.schema(), clock.instant());
        return result.path("metadata").path("managedFields") instanceof ArrayNode managed
                ? next.withManagedFields(managed)
                : next.withManagedFields(result.arrayNode());
    }

    private Writing writing(Target target) {
        var definition = target.kind().definition();
        var schema = schemas.computeIfAbsent(
                definition.plural(), _ -> FieldSchema.ofKind(definition.specSchema(), definition.statusSchema()));
        return new Writing(
                target.manager(),
                schema,
                FieldValidation.of(target.query().text("fieldValidation")),
                definition.kind(),
                new ArrayList<>());
    }

    private static List<Cause> problems(ObjectNode json, FieldSchema schema) {
        return SchemaProblem.of(json, schema).stream()
                .map(problem -> new Cause(problem.field(), problem.reason(), problem.message()))
                .toList();
    }

    private static void check(List<Cause> problems) {
        if (!problems.isEmpty()) {
            throw new ApiRefusal.Invalid(problems);
        }
    }

    private static RequestBody object(Target target) {
        var bytes = Bodies.read(target.request());
        return switch (Bodies.mediaType(target.request())) {
            case "", "application/json" -> RequestBody.json(bytes);
            case "application/yaml" -> RequestBody.yaml(bytes);
            default -> throw Failure.unsupportedMediaType("application/json, application/yaml");
        };
    }

    private ApiResponse answer(int status, Target target, ApiObject object, Writing writing) {
        var json = Lists.item(target.kind(), target.query(), target.format(), object, clock.instant());
        var answer = Answers.json(status, target.format().mediaType, json);
        for (var warning : writing.warnings()) {
            var text = warning.replaceAll("[^ -~]", "?").replaceAll("[\\\\\"]", "\\\\$0");
            answer = answer.with("Warning", "299 - \"" + text + "\"");
        }
        return answer;
    }

    /** The client's revision is not the newest: to try again with the same is of no use. */
    private static final class Modified extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Modified() {
            super(null, null, false, false);
        }
    }

    private static ApiResponse refusing(Target target, String name, Supplier<ApiResponse> work) {
        try {
            return work.get();
        } catch (Modified e) {
            throw target.kind().failure(new ApiRefusal.Conflict(), name);
        } catch (ApiRefusal refusal) {
            throw target.kind().failure(refusal, name);
        } catch (PatchException.Conflicting e) {
            throw target.kind().failure(new ApiRefusal.Conflict(e.sentence(), causes(e.conflicts())), name);
        } catch (PatchException.Malformed e) {
            throw Failure.badRequest(e.sentence());
        } catch (PatchException.TooLarge e) {
            throw Failure.of(413, "RequestEntityTooLarge", e.sentence());
        } catch (PatchException e) {
            throw Failure.of(422, "Invalid", e.sentence());
        }
    }

    private static List<Cause> causes(List<FieldConflict> conflicts) {
        return conflicts.stream()
                .map(conflict -> new Cause(conflict.field(), FieldConflict.REASON, conflict.message()))
                .toList();
    }
}
