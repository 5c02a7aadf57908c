package io.chandler.server.configuration.internal;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The variables by which Kubernetes tells a pod of each Service in its namespace. Those of a Service called {@code
 * chandler-api} begin with {@code CHANDLER_API_}, and its {@code CHANDLER_API_PORT=tcp://10.0.0.1:443} has the name of a
 * setting.
 */
public final class ServiceLinks {

    private static final String HOST = "_SERVICE_HOST";
    private static final String PORT = "_SERVICE_PORT";

    private ServiceLinks() {}

    /** The variables that are no such link. */
    public static Map<String, String> without(Map<String, String> environment) {
        var services = environment.keySet().stream()
                .filter(name -> name.endsWith(HOST))
                .map(name -> name.substring(0, name.length() - HOST.length()))
                .filter(service -> environment.containsKey(service + PORT))
                .toList();
        if (services.isEmpty()) {
            return Map.copyOf(environment);
        }
        return environment.entrySet().stream()
                .filter(variable -> services.stream()
                        .noneMatch(service -> variable.getKey().startsWith(service)
                                && Link.is(variable.getKey().substring(service.length()), variable.getValue())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Only where there are Services: a start elsewhere compiles no patterns. */
    private static final class Link {

        /** What follows the name of the Service, but for {@code _PORT}, which a person may have set to a number. */
        private static final Pattern REST =
                Pattern.compile(HOST + "|" + PORT + "(_.*)?|_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

        private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

        static boolean is(String rest, String value) {
            return REST.matcher(rest).matches()
                    || (rest.equals("_PORT") && ADDRESS.matcher(value).matches());
        }
    }
}
