package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.internal.Writes.Target;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiPage;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.WriteContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Answers delete and deletecollection. */
final class Deletes {

    /** Objects of a collection that are read at once. */
    private static final int AT_ONCE = 50;

    private Deletes() {}

    /** Deletes an object: the answer is the object where it lives on for a while, else that it is gone. */
    static ApiResponse delete(Target target) {
        var kind = target.kind();
        var name = target.route().name();
        var options = Options.of(target.request(), target.query());
        var left = kind.asked(
                name,
                () -> kind.resource().delete(target.ref(), options.preconditions(), target.context(options.dryRun())));
        return Answers.json(200, left.metadata().deletionTimestamp().isPresent() ? kind.json(left) : gone(kind, left));
    }

    private static ObjectNode gone(Kind kind, ApiObject object) {
        var status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Success");
        status.putObject("details")
                .put("name", object.ref().name())
                .put("group", kind.group())
                .put("kind", kind.definition().plural())
                .put("uid", object.metadata().uid());
        return status;
    }

    /**
     * Deletes all objects that are selected, or a page of them, one after the other. One that is refused does not keep the
     * others: the answer then is the first refusal, with how many there were. The answer lists no objects, however many there
     * were.
     */
    static ApiResponse deleteCollection(Target target) {
        var kind = target.kind();
        var selection = Selection.of(kind, target.route(), target.query());
        var options = Options.of(target.request(), target.query());
        var outcome = new Outcome(kind, options, target.context(options.dryRun()));
        long limit = target.query().number("limit").orElse(0);
        long left = limit == 0 ? Long.MAX_VALUE : limit;
        var page = Lists.firstPage(selection, target.query(), (int) Math.min(left, AT_ONCE));
        while (true) {
            page.items().stream().filter(selection::matches).forEach(outcome::delete);
            left -= page.items().size();
            var rest = page.continuation();
            if (left <= 0 || rest.isEmpty()) {
                return outcome.answer(rest);
            }
            page = next(selection, rest.get(), (int) Math.min(left, AT_ONCE));
        }
    }

    /** The next page; of the objects that are there now if it takes so long that no others are kept. */
    private static ApiPage next(Selection selection, String rest, int size) {
        try {
            return Lists.page(selection, new Versions.Newest(), Optional.of(rest), size);
        } catch (Failure failure) {
            if (failure.continuation().isEmpty()) {
                throw failure;
            }
            return Lists.page(selection, new Versions.Newest(), Optional.of(failure.continuation()), size);
        }
    }

    /** What became of the objects of a collection. */
    private static final class Outcome {

        private final Kind kind;
        private final Options options;
        private final WriteContext context;
        private long deleted;
        private long refused;
        private @Nullable Failure first;

        Outcome(Kind kind, Options options, WriteContext context) {
            this.kind = kind;
            this.options = options;
            this.context = context;
        }

        void delete(ApiObject object) {
            var name = object.ref().name();
            try {
                var _ = kind.resource().delete(object.ref(), options.preconditions(), context);
                deleted++;
            } catch (ApiRefusal.NotFound e) {
                // Somebody else was first.
            } catch (ApiRefusal.TooManyRequests | ApiRefusal.ServiceUnavailable later) {
                throw kind.failure(later, name); // The client comes again, and finds the rest.
            } catch (ApiRefusal refusal) {
                refused++;
                if (first == null) {
                    first = kind.failure(refusal, name);
                }
            }
        }

        ApiResponse answer(Optional<String> rest) {
            if (first != null) {
                throw first.with("; of the objects selected " + deleted + " were deleted, and " + refused + " refused");
            }
            var status = Json.object();
            status.put("kind", "Status").put("apiVersion", "v1");
            var metadata = status.putObject("metadata");
            rest.ifPresent(token -> metadata.put("continue", token));
            status.put("status", "Success")
                    .put("message", deleted + " " + kind.definition().plural() + " deleted");
            status.putObject("details")
                    .put("group", kind.group())
                    .put("kind", kind.definition().plural());
            return Answers.json(200, status);
        }
    }
}
