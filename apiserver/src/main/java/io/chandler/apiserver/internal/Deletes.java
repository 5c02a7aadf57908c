package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.internal.Writes.Target;
import io.chandler.resources.ListOptions;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.WriteContext;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers delete and deletecollection. */
final class Deletes {

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

    /** Deletes all objects that are selected: the answer is their list. */
    static ApiResponse deleteCollection(Target target) {
        var kind = target.kind();
        var selection = Selection.of(kind, target.route(), target.query());
        var options = Options.of(target.request(), target.query());
        var context = target.context(options.dryRun());
        var answer = Json.object()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.definition().kind() + "List");
        var metadata = answer.putObject("metadata");
        var items = answer.putArray("items");
        Optional<String> continuation = Optional.empty();
        do {
            var asked = new ListOptions(Lists.PAGE, continuation);
            var page = kind.asked("", () -> kind.resource().list(selection.scope(), selection.labels(), asked));
            metadata.put("resourceVersion", page.revision().toString());
            for (var object : page.items()) {
                if (selection.matches(object)) {
                    delete(kind, object, options, context, items);
                }
            }
            continuation = page.continuation();
        } while (continuation.isPresent());
        return Answers.json(200, answer);
    }

    private static void delete(Kind kind, ApiObject object, Options options, WriteContext context, ArrayNode items) {
        var name = object.ref().name();
        try {
            items.add(kind.json(kind.resource().delete(object.ref(), options.preconditions(), context)));
        } catch (ApiRefusal.NotFound e) {
            // Somebody else was first.
        } catch (ApiRefusal refusal) {
            throw kind.failure(refusal, name);
        }
    }
}
