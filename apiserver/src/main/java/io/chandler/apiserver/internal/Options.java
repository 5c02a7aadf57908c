package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import io.chandler.resources.served.Preconditions;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a deletion is asked for with. Grace period and propagation are accepted and change nothing: nothing here depends on
 * owners.
 */
record Options(Preconditions preconditions, boolean dryRun) {

    /** Whether a query asks for a dry run. @throws Failure if it asks for something else */
    static boolean dryRun(Query query) {
        return query.has("dryRun") && dryRun(query.text("dryRun"));
    }

    private static boolean dryRun(String text) {
        if (!text.equals("All")) {
            throw Failure.invalidOptions(
                    "Options",
                    new Cause("dryRun", "FieldValueNotSupported", "Unsupported value: supported values: \"All\""));
        }
        return true;
    }

    /** The options in query and body. @throws Failure if they cannot be read */
    static Options of(ApiRequest request, Query query) {
        var bytes = Bodies.read(request);
        boolean dryRun = dryRun(query);
        if (bytes.length == 0) {
            return new Options(Preconditions.none(), dryRun);
        }
        var body = read(bytes);
        for (var value : body.path("dryRun")) {
            dryRun |= dryRun(value.asString(""));
        }
        var preconditions = body.path("preconditions");
        try {
            return new Options(
                    new Preconditions(
                            Optional.of(preconditions.path("uid").asString("")).filter(uid -> !uid.isEmpty()),
                            ObjectReader.revision(
                                    preconditions.path("resourceVersion").asString(""))),
                    dryRun);
        } catch (ApiRefusal.Invalid invalid) {
            throw Failure.invalidOptions("DeleteOptions", invalid.causes().getFirst());
        }
    }

    private static JsonNode read(byte[] bytes) {
        try {
            var body = Json.read(bytes);
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException e) {
            // Refused below: the parser's words quote the body.
        }
        throw Failure.badRequest("the body of a deletion must be DeleteOptions in JSON");
    }
}
