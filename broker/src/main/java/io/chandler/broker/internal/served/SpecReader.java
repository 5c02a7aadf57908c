package io.chandler.broker.internal.served;

import io.chandler.broker.internal.common.CatalogView;
import io.chandler.osb.Json;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a client wrote into a spec. Every mistake names its field. */
record SpecReader(ObjectNode spec) {

    /** A text; empty where it is absent, null or empty. */
    Optional<String> text(String name) {
        var value = spec.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw invalid(name, "must be a string");
        }
        return Optional.of(value.stringValue()).filter(text -> !text.isEmpty());
    }

    /** An object; an empty one where it is absent or null. */
    ObjectNode object(String name) {
        var value = spec.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Json.object();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw invalid(name, "must be an object");
    }

    /** Refuses credentials: they are made by the service, and read by a permission of their own. */
    void refuseCredentials() {
        for (var name : List.of("credentials", "credential")) {
            if (spec.has(name)) {
                throw new ApiRefusal.Invalid(
                        Cause.forbidden("spec." + name, "credentials are made by the service and cannot be written"));
            }
        }
    }

    /** Refuses a member with another value than the one in place; its absence is not a change. */
    void immutable(String name, String inPlace) {
        var wanted = text(name);
        if (wanted.isPresent() && !wanted.get().equals(inPlace)) {
            throw new ApiRefusal.Invalid(Cause.forbidden("spec." + name, "the field is immutable"));
        }
    }

    /** The offering that is named, by {@code serviceName}, {@code serviceId} or both. */
    ServiceOffering offering(CatalogView catalog) {
        return chosen(
                "service",
                catalog.current().publishedCatalog().offerings(),
                ServiceOffering::name,
                ServiceOffering::id,
                text("serviceName"),
                text("serviceId"));
    }

    /** The plan of an offering that is named, by {@code planName}, {@code planId} or both. */
    Plan plan(ServiceOffering offering) {
        return plan(offering, text("planName"), text("planId"));
    }

    /** The plan of an offering with a name, an id or both. */
    static Plan plan(ServiceOffering offering, Optional<String> name, Optional<String> id) {
        return chosen("plan", offering.plans(), Plan::name, Plan::id, name, id);
    }

    private static <C> C chosen(
            String what,
            List<C> choices,
            Function<C, String> nameOf,
            Function<C, String> idOf,
            Optional<String> name,
            Optional<String> id) {
        if (name.isEmpty() && id.isEmpty()) {
            throw new ApiRefusal.Invalid(
                    Cause.required("spec." + what + "Name", "one of: " + String.join(", ", names(choices, nameOf))));
        }
        var found = choices.stream()
                .filter(choice -> name.map(nameOf.apply(choice)::equals).orElse(true)
                        && id.map(idOf.apply(choice)::equals).orElse(true))
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        boolean named = name.isPresent() && choices.stream().map(nameOf).anyMatch(name.get()::equals);
        if (named) {
            throw invalid(what + "Id", "is not the id of " + name.get());
        }
        throw new ApiRefusal.Invalid(new Cause(
                "spec." + what + (name.isPresent() ? "Name" : "Id"),
                "FieldValueNotSupported",
                "Unsupported value: the catalog has: " + String.join(", ", names(choices, nameOf))));
    }

    private static <C> List<String> names(List<C> choices, Function<C, String> nameOf) {
        var names = new ArrayList<String>();
        choices.forEach(choice -> names.add(nameOf.apply(choice)));
        return names;
    }

    private static ApiRefusal.Invalid invalid(String name, String message) {
        return new ApiRefusal.Invalid(Cause.invalid("spec." + name, message));
    }
}
