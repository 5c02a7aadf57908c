package io.chandler.store.kubernetes.internal;

import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreLocation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which cluster, and where in it: {@code kubernetes:} with options after a question mark.
 *
 * @param kubeconfig a file that tells the cluster and who we are; empty for the service account of the pod
 * @param context of the kubeconfig; empty for its current one
 * @param namespace that holds the objects; empty for the one of the pod or the context
 * @param group of the custom resources
 */
public record ClusterUrl(
        Optional<Path> kubeconfig, Optional<String> context, Optional<String> namespace, String group) {

    /** The scheme of the URLs. */
    public static final String SCHEME = "kubernetes";

    /** The group of the custom resources, unless the URL says another. */
    public static final String GROUP = "broker.chandler.io";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+");

    /** Reads a URL. @throws StoreOpenException with a sentence that says what would be right */
    public static ClusterUrl parse(StoreLocation location) {
        var rest = location.url().substring(SCHEME.length() + 1);
        if (!rest.isEmpty() && !rest.startsWith("?")) {
            throw wrong("must be \"kubernetes:\", with nothing but options after it, such as ?namespace=brokers");
        }
        var url = new ClusterUrl(Optional.empty(), Optional.empty(), Optional.empty(), GROUP);
        for (var option : rest.isEmpty() ? new String[0] : rest.substring(1).split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1 || equals == option.length() - 1) {
                throw wrong("must have options of the form name=value with & between them");
            }
            url = url.with(location, option.substring(0, equals), decoded(option.substring(equals + 1)));
        }
        if (url.context.isPresent() && url.kubeconfig.isEmpty()) {
            throw wrong("has the option context, which needs the option kubeconfig");
        }
        return url;
    }

    private ClusterUrl with(StoreLocation location, String name, String value) {
        return switch (name) {
            case "kubeconfig" ->
                new ClusterUrl(Optional.of(location.folder().resolve(value)), context, namespace, group);
            case "context" -> new ClusterUrl(kubeconfig, Optional.of(value), namespace, group);
            case "namespace" -> {
                require(LABEL.matcher(value).matches(), "namespace", "the name of a namespace of the cluster");
                yield new ClusterUrl(kubeconfig, context, Optional.of(value), group);
            }
            case "group" -> {
                require(DOMAIN.matcher(value).matches(), "group", "a domain name in lower case, such as " + GROUP);
                yield new ClusterUrl(kubeconfig, context, namespace, value);
            }
            default ->
                throw wrong(
                        "has the unknown option \"" + name + "\"; there are kubeconfig, context, namespace and group");
        };
    }

    private static void require(boolean holds, String option, String what) {
        if (!holds) {
            throw wrong("has the option " + option + ", which must be " + what);
        }
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("has an option with % that is not followed by two hexadecimal digits");
        }
    }

    private static StoreOpenException wrong(String what) {
        return new StoreOpenException("store.url " + what);
    }
}
