package io.chandler.broker.internal.common;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.Json;
import io.chandler.osb.ServiceOffering;
import tools.jackson.databind.JsonNode;

/** What a binding gives out: checked against what its offering declares, and as JSON for the vault. */
public final class Details {

    private Details() {}

    /**
     * Checks what the author's service returned.
     *
     * @throws IllegalStateException if the offering's {@code requires} does not allow it, or demands more
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
        var expires = details.expiresAt();
        if (details.renewBefore().isPresent()
                && expires.isPresent()
                && details.renewBefore().get().isAfter(expires.get())) {
            throw new IllegalStateException("the binding is to be renewed before "
                    + details.renewBefore().get() + ", after it expires at " + expires.get());
        }
        return details;
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
