package io.chandler.ondemand.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a request asks for, by the words of the original's log. */
enum RequestKind {
    CATALOG("getCatalog"),
    PROVISION("provision"),
    UPDATE("update"),
    DEPROVISION("deprovision"),
    GET_INSTANCE("getInstance"),
    LAST_OPERATION("lastOperation"),
    BIND("bind"),
    UNBIND("unbind"),
    GET_BINDING("getBinding"),
    LAST_BINDING_OPERATION("lastBindingOperation"),
    UNKNOWN("unknown");

    private static final Pattern INSTANCE =
            Pattern.compile("/v2/service_instances/(?<instance>[^/]+)(?:/service_bindings/(?<binding>[^/]+))?(?<last>/"
                    + "last_operation)?");

    private final String word;

    RequestKind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static RequestKind of(String method, String path) {
        var match = INSTANCE.matcher(path);
        if (!match.matches()) {
            return path.equals("/v2/catalog") ? CATALOG : UNKNOWN;
        }
        boolean binding = match.group("binding") != null;
        if (match.group("last") != null) {
            return binding ? LAST_BINDING_OPERATION : LAST_OPERATION;
        }
        return switch (method) {
            case "PUT" -> binding ? BIND : PROVISION;
            case "PATCH" -> binding ? UNKNOWN : UPDATE;
            case "DELETE" -> binding ? UNBIND : DEPROVISION;
            case "GET" -> binding ? GET_BINDING : GET_INSTANCE;
            default -> UNKNOWN;
        };
    }

    /** {@code instance-id} and {@code binding-id}, where the path has them. */
    static Map<String, String> ids(String path) {
        var ids = new LinkedHashMap<String, String>();
        var match = INSTANCE.matcher(path);
        if (match.matches()) {
            ids.put("instance-id", match.group("instance"));
            if (match.group("binding") != null) {
                ids.put("binding-id", match.group("binding"));
            }
        }
        return ids;
    }
}
