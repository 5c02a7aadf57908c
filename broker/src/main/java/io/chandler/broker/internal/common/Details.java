package io.chandler.broker.internal.common;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.Json;
import io.chandler.osb.ServiceEndpoint;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.VolumeMount;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a binding gives out: checked against what its offering declares, and as JSON for the vault. */
public final class Details {

    private static final Pattern PORTS = Pattern.compile("\\d{1,5}(-\\d{1,5})?");

    private Details() {}

    /**
     * Checks what the author's service returned.
     *
     * @throws IllegalStateException if the offering's {@code requires} does not allow it, or demands more, or a platform
     *     would refuse an address, a volume or an endpoint
     */
    public static BindingDetails check(BindingDetails details, ServiceOffering offering) {
        demand(
                offering,
                "syslog_drain",
                "a syslog drain",
                details.syslogDrainUrl().isPresent());
        demand(offering, "volume_mount", "volumes", !details.volumeMounts().isEmpty());
        if (details.routeServiceUrl().isPresent() && !offering.requires().contains("route_forwarding")) {
            throw new IllegalStateException("the binding has a route service, but offering \"" + offering.name()
                    + "\" does not require route_forwarding");
        }
        details.routeServiceUrl()
                .ifPresent(url -> proper(isHttps(url), "the route service must be an https address with a host"));
        details.volumeMounts().forEach(Details::checkVolume);
        details.endpoints().forEach(Details::checkEndpoint);
        var expires = details.expiresAt();
        if (details.renewBefore().isPresent()
                && expires.isPresent()
                && details.renewBefore().get().isAfter(expires.get())) {
            throw new IllegalStateException("the binding is to be renewed before "
                    + details.renewBefore().get() + ", after it expires at " + expires.get());
        }
        return details;
    }

    private static boolean isHttps(String url) {
        try {
            var uri = new URI(url);
            return "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void checkVolume(VolumeMount mount) {
        proper(!mount.driver().isBlank(), "the driver of a volume must not be blank");
        proper(!mount.containerDirectory().isBlank(), "the container directory of a volume must not be blank");
        proper(!mount.volumeId().isBlank(), "the volume id of a volume must not be blank");
        proper(Set.of("r", "rw").contains(mount.mode()), "the mode of a volume must be r or rw");
        proper(mount.deviceType().equals("shared"), "the device type of a volume must be shared");
    }

    private static void checkEndpoint(ServiceEndpoint endpoint) {
        proper(!endpoint.host().isBlank(), "the host of an endpoint must not be blank");
        proper(
                !endpoint.ports().isEmpty()
                        && endpoint.ports().stream()
                                .allMatch(port -> PORTS.matcher(port).matches()),
                "the ports of an endpoint must be at least one port or range, such as 443 or 9000-9010");
        proper(
                Set.of("tcp", "udp", "all").contains(endpoint.protocol()),
                "the protocol of an endpoint must be tcp, udp or all");
    }

    private static void proper(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException(what);
        }
    }

    private static void demand(ServiceOffering offering, String requirement, String what, boolean there) {
        boolean required = offering.requires().contains(requirement);
        if (there && !required) {
            throw new IllegalStateException("the binding has " + what + ", but offering \"" + offering.name()
                    + "\" does not require " + requirement);
        }
        if (required && !there && offering.requires().size() == 1) {
            throw new IllegalStateException("offering \"" + offering.name() + "\" requires " + requirement
                    + ", but the binding has no " + what);
        }
    }

    /** The JSON form. */
    public static JsonNode write(BindingDetails details) {
        return Json.mapper().valueToTree(details);
    }

    /** Reads the JSON form. */
    public static BindingDetails read(JsonNode json) {
        return Json.mapper().treeToValue(json, BindingDetails.class);
    }
}
