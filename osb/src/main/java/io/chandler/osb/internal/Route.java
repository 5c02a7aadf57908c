package io.chandler.osb.internal;

/**
 * What path and method of a request mean. The path is split before anything is decoded, so that ids may hold an encoded
 * slash; one slash at the end is ignored.
 *
 * @param allow the methods that the path takes, empty where the path is not of the API
 * @param instance the raw segment, empty where there is none
 * @param binding the raw segment, empty where there is none
 */
public record Route(Operation operation, String allow, String instance, String binding) {

    private static final String INSTANCES = "/v2/service_instances/";
    private static final String BINDINGS = "service_bindings/";
    private static final String LAST_OPERATION = "last_operation";

    private static final Route UNKNOWN = new Route(Operation.UNKNOWN_PATH, "", "", "");
    private static final Route CATALOG = new Route(Operation.CATALOG, "GET", "", "");
    private static final Route CATALOG_METHOD = new Route(Operation.UNKNOWN_METHOD, "GET", "", "");

    /** Finds the route. */
    public static Route of(String method, String path) {
        int end = path.length() > 1 && path.charAt(path.length() - 1) == '/' ? path.length() - 1 : path.length();
        if (!path.startsWith(INSTANCES)) {
            boolean catalog = end == 11 && path.startsWith("/v2/catalog");
            return !catalog ? UNKNOWN : method.equals("GET") ? CATALOG : CATALOG_METHOD;
        }
        int start = INSTANCES.length();
        int slash = slash(path, start, end);
        if (start >= end || slash == start) {
            return UNKNOWN;
        }
        var instance = path.substring(start, slash);
        if (slash == end) {
            return new Route(instanceOperation(method), "GET, PUT, PATCH, DELETE", instance, "");
        }
        start = slash + 1;
        if (isLastOperation(path, start, end)) {
            return new Route(poll(method, Operation.LAST_OPERATION), "GET", instance, "");
        }
        if (!path.startsWith(BINDINGS, start)) {
            return UNKNOWN;
        }
        return binding(method, path, start + BINDINGS.length(), end, instance);
    }

    private static Route binding(String method, String path, int start, int end, String instance) {
        int slash = slash(path, start, end);
        if (start >= end || slash == start) {
            return UNKNOWN;
        }
        var binding = path.substring(start, slash);
        if (slash == end) {
            return new Route(bindingOperation(method), "GET, PUT, DELETE", instance, binding);
        }
        return isLastOperation(path, slash + 1, end)
                ? new Route(poll(method, Operation.LAST_BINDING_OPERATION), "GET", instance, binding)
                : UNKNOWN;
    }

    private static int slash(String path, int start, int end) {
        int slash = path.indexOf('/', start);
        return slash < 0 || slash > end ? end : slash;
    }

    private static boolean isLastOperation(String path, int start, int end) {
        return end - start == LAST_OPERATION.length() && path.startsWith(LAST_OPERATION, start);
    }

    private static Operation poll(String method, Operation operation) {
        return method.equals("GET") ? operation : Operation.UNKNOWN_METHOD;
    }

    private static Operation instanceOperation(String method) {
        return switch (method) {
            case "GET" -> Operation.FETCH_INSTANCE;
            case "PUT" -> Operation.PROVISION;
            case "PATCH" -> Operation.UPDATE;
            case "DELETE" -> Operation.DEPROVISION;
            default -> Operation.UNKNOWN_METHOD;
        };
    }

    private static Operation bindingOperation(String method) {
        return switch (method) {
            case "GET" -> Operation.FETCH_BINDING;
            case "PUT" -> Operation.BIND;
            case "DELETE" -> Operation.UNBIND;
            default -> Operation.UNKNOWN_METHOD;
        };
    }
}
