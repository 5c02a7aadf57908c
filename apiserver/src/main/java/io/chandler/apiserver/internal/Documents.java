package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.resources.served.ServedDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The documents that say what there is: discovery, OpenAPI and the version. They are made once. */
final class Documents {

    /** The release of Kubernetes whose interface this is. */
    private static final String MAJOR = "1";

    private static final String MINOR = "32";

    private final Map<String, Function<ApiRequest, ApiResponse>> byPath = new LinkedHashMap<>();

    Documents(
            String group,
            String version,
            String productVersion,
            List<ServedDefinition> definitions,
            Optional<Supplier<String>> metrics) {
        var discovery = new Discovery(group, version, definitions);
        var groupVersion = group + "/" + version;
        negotiated("/api", Discovery.core(), Discovery.aggregatedCore());
        plain("/api/v1", Document.of(Discovery.coreResources()));
        negotiated("/apis", discovery.groups(), discovery.aggregatedGroups());
        plain("/apis/" + group, Document.of(discovery.group()));
        plain("/apis/" + groupVersion, Document.of(discovery.resources()));
        var openApi = Document.of(OpenApi.document(group, version, productVersion, definitions));
        var path = "/openapi/v3/apis/" + groupVersion;
        var index = Json.object();
        index.putObject("paths")
                .putObject("apis/" + groupVersion)
                .put("serverRelativeURL", path + "?hash=" + openApi.hash());
        plain("/openapi/v3", Document.of(index));
        plain(path, openApi);
        var release = Json.object();
        release.put("major", MAJOR).put("minor", MINOR);
        release.put("gitVersion", "v" + MAJOR + "." + MINOR + ".0+chandler-" + productVersion);
        release.put("gitCommit", "").put("gitTreeState", "").put("buildDate", "1970-01-01T00:00:00Z");
        release.put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "java/" + Runtime.version().feature());
        plain("/version", Document.of(release));
        metrics.ifPresent(text -> byPath.put("/metrics", _ -> Answers.metrics(text.get())));
        var paths = Json.object();
        var array = paths.putArray("paths");
        byPath.keySet().forEach(array::add);
        List.of("/healthz", "/livez", "/readyz").forEach(array::add);
        plain("/", Document.of(paths));
    }

    private void plain(String path, Document document) {
        byPath.put(path, document::answer);
    }

    private void negotiated(String path, ObjectNode simple, ObjectNode all) {
        var plain = Document.of(simple);
        var aggregated = Document.of("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", all);
        byPath.put(path, request -> (Format.aggregatedDiscovery(request) ? aggregated : plain).answer(request));
    }

    /** The document at a path; empty where there is none. */
    Optional<ApiResponse> answer(String path, ApiRequest request) {
        return Optional.ofNullable(byPath.get(path)).map(document -> document.apply(request));
    }
}
