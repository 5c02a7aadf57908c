package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The form of an answer, as the header {@code Accept} asks for it. */
enum Format {
    /** Plain objects. */
    OBJECTS("application/json"),
    /** Rows and columns. */
    TABLE("application/json;as=Table;v=v1;g=meta.k8s.io"),
    /** Metadata alone. */
    METADATA("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");

    private static final List<String> JSON = List.of("application/json", "application/*", "*/*");

    /** The media type, as the answer names it. */
    final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /**
     * The first form of the header that can be given. Media types that are not known count as JSON, unless JSON in some
     * other form is all that is asked for.
     *
     * @throws Failure if every form is one that cannot be given
     */
    static Format of(ApiRequest request) {
        boolean foreign = false;
        boolean otherForm = false;
        for (var value : request.headers().values("Accept")) {
            for (var item : value.split(",", -1)) {
                var parameters = parameters(item);
                var type = parameters.getOrDefault("", "");
                if (!JSON.contains(type)) {
                    foreign |= !type.isEmpty();
                    continue;
                }
                var as = parameters.getOrDefault("as", "");
                if (as.isEmpty()) {
                    return OBJECTS;
                }
                if (parameters.getOrDefault("g", "").equals("meta.k8s.io")
                        && parameters.getOrDefault("v", "").equals("v1")) {
                    if (as.equals("Table")) {
                        return TABLE;
                    }
                    if (as.equals("PartialObjectMetadata") || as.equals("PartialObjectMetadataList")) {
                        return METADATA;
                    }
                }
                otherForm = true;
            }
        }
        if (otherForm && !foreign) {
            throw Failure.notAcceptable(OBJECTS.mediaType + ", " + TABLE.mediaType + ", " + METADATA.mediaType);
        }
        return OBJECTS;
    }

    /** Whether some item of the header asks for aggregated discovery of version 2 before it asks for plain JSON. */
    static boolean aggregatedDiscovery(ApiRequest request) {
        for (var value : request.headers().values("Accept")) {
            for (var item : value.split(",", -1)) {
                var parameters = parameters(item);
                if (!JSON.contains(parameters.getOrDefault("", ""))) {
                    continue;
                }
                var as = parameters.getOrDefault("as", "");
                if (as.isEmpty()) {
                    return false;
                }
                if (as.equals("APIGroupDiscoveryList")
                        && parameters.getOrDefault("g", "").equals("apidiscovery.k8s.io")
                        && parameters.getOrDefault("v", "").equals("v2")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The parameters of a media type; the type itself has the empty name. */
    private static Map<String, String> parameters(String item) {
        var parameters = new HashMap<String, String>();
        var parts = item.split(";", -1);
        parameters.put("", parts[0].strip().toLowerCase(Locale.ROOT));
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        return parameters;
    }
}
