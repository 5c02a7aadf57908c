package io.chandler.osb;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A catalog with a plan for each kind of behaviour. */
final class TestCatalog {

    static final String SERVICE = "s-1";
    static final String SYNC = "p-sync";
    static final String ASYNC = "p-async";
    static final String MAINTAINED = "p-mi";
    static final String APP = "p-app";
    static final String OTHER_SERVICE = "s-2";
    static final String OTHER_PLAN = "p-other";

    private TestCatalog() {}

    static Catalog catalog() {
        var plans = List.of(
                plan(SYNC, Optional.empty()),
                plan(ASYNC, Optional.empty()),
                plan(MAINTAINED, Optional.of(new MaintenanceInfo("2.1.1+abcdef", Optional.of("a patch")))),
                plan(APP, Optional.empty()));
        return new Catalog(List.of(
                offering(SERVICE, plans), offering(OTHER_SERVICE, List.of(plan(OTHER_PLAN, Optional.empty())))));
    }

    static PublishedCatalog published() {
        return PublishedCatalog.publish(catalog(), Optional.empty(), Clock.systemUTC());
    }

    static ServiceOffering offering(String id, List<Plan> plans) {
        return new ServiceOffering(
                id,
                "name-" + id,
                "An offering",
                List.of(),
                List.of(),
                true,
                true,
                true,
                false,
                true,
                Json.object(),
                Optional.empty(),
                plans,
                Json.object());
    }

    static Plan plan(String id, Optional<MaintenanceInfo> maintenanceInfo) {
        return new Plan(
                id,
                "name-" + id,
                "A plan",
                true,
                Optional.empty(),
                false,
                Optional.empty(),
                Schemas.NONE,
                Optional.of(Duration.ofMinutes(5)),
                maintenanceInfo,
                Json.object(),
                Json.object());
    }
}
