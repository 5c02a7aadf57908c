package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Which version of the API answers, and who may ask it. */
final class CloudControllerApi {

    private final CloudControllerSettings settings;
    private final Routes routes = new Routes();

    CloudControllerApi(Platform platform, Operations operations, CloudControllerSettings settings) {
        this.settings = settings;
        new V2(platform, operations, settings, routes);
        new V3(platform, operations, settings, routes);
    }

    Response answer(Request request) {
        boolean second = request.path().startsWith("/v2/") || request.path().equals("/v2");
        var without = second ? settings.withoutV2() : settings.withoutV3();
        if (request.path().equals("/")) {
            return root(request);
        }
        if (without.isPresent()) {
            throw V3.refusal(without.getAsInt(), 10000, "NotFound", "Unknown request");
        }
        if (request.path().equals("/v2/info")) {
            return V2.information(settings);
        }
        if (request.path().equals("/v3/info")) {
            return V3.information(settings, request);
        }
        var token = settings.uaa().token(request.header("Authorization").orElse(""));
        if (token.isEmpty()) {
            throw second
                    ? V2.refusal(401, 1000, "InvalidAuthToken", "Invalid Auth Token")
                    : V3.refusal(401, 1000, "InvalidAuthToken", "Invalid Auth Token");
        }
        boolean reads = request.method().equals("GET");
        if (!token.get().allows("cloud_controller.admin")
                && !(reads
                        && token.get()
                                .allows(
                                        "cloud_controller.read",
                                        "cloud_controller.global_auditor",
                                        "cloud_controller.admin_read_only"))) {
            var text = "You are not authorized to perform the requested action";
            throw second
                    ? V2.refusal(403, 10003, "NotAuthorized", text)
                    : V3.refusal(403, 10003, "NotAuthorized", text);
        }
        return routes.answer(request)
                .orElseThrow(() -> second
                        ? V2.refusal(404, 10000, "NotFound", "Unknown request")
                        : V3.refusal(404, 10000, "NotFound", "Unknown request"));
    }

    private Response root(Request request) {
        var base = V3Pages.base(request);
        var links = new LinkedHashMap<String, Object>();
        links.put("self", Map.of("href", base));
        links.put("cloud_controller_v2", link(settings.withoutV2(), base + "/v2", settings.v2Version()));
        links.put("cloud_controller_v3", link(settings.withoutV3(), base + "/v3", settings.v3Version()));
        links.put("uaa", Map.of("href", settings.uaa().url().toString()));
        links.put("login", Map.of("href", settings.uaa().url().toString()));
        return Response.json(200, Map.of("links", links));
    }

    private static @Nullable Object link(OptionalInt without, String url, String version) {
        return without.isPresent() ? null : Map.of("href", url, "meta", Map.of("version", version));
    }
}
