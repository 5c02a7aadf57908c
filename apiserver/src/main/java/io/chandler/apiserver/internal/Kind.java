package io.chandler.apiserver.internal;

import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedResource;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** A kind of objects within its group and version. */
record Kind(String group, String version, ServedResource resource) {

    String apiVersion() {
        return group + "/" + version;
    }

    ServedDefinition definition() {
        return resource.definition();
    }

    /** How its objects are written. */
    ObjectJson objects() {
        return new ObjectJson(apiVersion());
    }

    /** An object as JSON. */
    ObjectNode json(ApiObject object) {
        return objects().json(definition(), object);
    }

    /** What a client is told of a refusal. */
    Failure failure(ApiRefusal refusal, String name) {
        return Failure.of(refusal, group, definition().plural(), definition().kind(), name);
    }

    /** Asks those who keep the objects. @throws Failure where they refuse */
    <R> R asked(String name, Supplier<R> question) {
        try {
            return question.get();
        } catch (ApiRefusal refusal) {
            throw failure(refusal, name);
        }
    }

    /** Whether those who keep the objects were asked for an object that is not there. */
    Failure notFound(String name) {
        return failure(new ApiRefusal.NotFound(), name);
    }
}
