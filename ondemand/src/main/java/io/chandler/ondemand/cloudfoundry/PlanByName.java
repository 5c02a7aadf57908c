package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the plan of an offering that an operator names, whatever a version of the platform's API knows of it. */
final class PlanByName {

    private PlanByName() {}

    /**
     * The plan.
     *
     * @param plans those of the offering; empty if the platform does not know it
     * @throws PlatformException if there is none
     */
    static <T> T find(Optional<List<T>> plans, Function<T, String> nameOf, String name) {
        return plans.orElse(List.of()).stream()
                .filter(plan -> nameOf.apply(plan).equals(name))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Kind.NOT_FOUND, "planID \"" + name + "\" not found while updating plan access", null));
    }
}
