package io.chandler.testkit.director;

import io.chandler.testkit.internal.Refusal;
import io.chandler.testkit.internal.Response;
import java.util.Map;

/** The director's refusals, with its codes. */
final class Problem {

    private Problem() {}

    static Refusal deploymentNotFound(String name) {
        return refusal(404, 70000, "Deployment '" + name + "' doesn't exist");
    }

    static Refusal taskNotFound(String id) {
        return refusal(404, 10000, "Task " + id + " not found");
    }

    static Refusal badManifest(String description) {
        return refusal(400, 440001, description);
    }

    static Refusal missing(String description) {
        return refusal(400, 40000, description);
    }

    static Refusal badConfiguration(String description) {
        return refusal(400, 440010, description);
    }

    static Refusal linkNotFound(String description) {
        return refusal(404, 810000, description);
    }

    static Refusal badLink(String description) {
        return refusal(400, 810001, description);
    }

    private static Refusal refusal(int status, int code, String description) {
        return new Refusal(Response.json(status, Map.of("code", code, "description", description)));
    }
}
