package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Catalog;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds offerings and plans by what users call them: a name, or an id. */
record Offers(Catalog catalog) {

    ServiceOffering offering(String nameOrId) {
        return find(catalog.offerings(), nameOrId, ServiceOffering::name, ServiceOffering::id)
                .orElseThrow(() -> notFound(
                        "There is no offering \"" + nameOrId + "\"",
                        "offerings",
                        catalog.offerings().stream().map(ServiceOffering::name).toList()));
    }

    Plan plan(ServiceOffering offering, String nameOrId) {
        return find(offering.plans(), nameOrId, Plan::name, Plan::id)
                .orElseThrow(() -> notFound(
                        "The offering \"" + offering.name() + "\" has no plan \"" + nameOrId + "\"",
                        "plans",
                        offering.plans().stream().map(Plan::name).toList()));
    }

    private static <T> Optional<T> find(List<T> all, String wanted, Function<T, String> name, Function<T, String> id) {
        return all.stream()
                .filter(one -> name.apply(one).equals(wanted))
                .findFirst()
                .or(() ->
                        all.stream().filter(one -> id.apply(one).equals(wanted)).findFirst());
    }

    private static CommandFailure notFound(String what, String kind, List<String> names) {
        return new CommandFailure(
                ExitCodes.NOT_FOUND,
                what + (names.isEmpty() ? "." : ". The " + kind + " are " + String.join(", ", names) + "."));
    }
}
