package io.chandler.broker.engine;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.catalog.PlanSettings;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Catalog;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The catalog of the engine's tests. */
final class TestCatalog {

    static final String SERVICE = "workshop-id";
    /** Answered with 202 always. */
    static final String SLOW = "slow";
    /** Answered at once where it ends soon. */
    static final String QUICK = "quick";

    static final String SYNC = "sync";
    static final String ASYNC_ONLY = "async-only";
    static final String MAINTAINED = "maintained";
    static final String ROTATABLE = "rotatable";
    static final String SHORT = "short";
    static final String APP = "app";
    static final String FIXED = "fixed";
    static final String UNBINDABLE = "unbindable";
    /** Some parameters are secret. */
    static final String SECRET = "secret";
    /** Managed, but not published. */
    static final String RETIRED = "retired";

    private static final Keyring KEYRING = Keyring.temporary();

    private static final ObjectNode SECRET_SCHEMA = (ObjectNode) Json.mapper().readTree("""
            {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "properties": {
              "password": {"type": "string", "format": "password"},
              "pin": {"type": "integer", "writeOnly": true},
              "keys": {"type": "array", "items": {"type": "string", "format": "password"}},
              "users": {"type": "array", "items": {"properties": {"password": {"format": "password"}}}},
              "tokens": {"type": "object", "additionalProperties": {"type": "string", "format": "password"}}}}""");

    private static final Schemas SECRETS =
            new Schemas(Optional.of(SECRET_SCHEMA), Optional.empty(), Optional.of(SECRET_SCHEMA));

    private TestCatalog() {}

    static CatalogSource source() {
        var plans = List.of(
                plan(SLOW),
                plan(QUICK),
                plan(SYNC),
                plan(ASYNC_ONLY),
                plan(MAINTAINED),
                plan(ROTATABLE),
                plan(SHORT),
                plan(APP),
                plan(FIXED),
                plan(UNBINDABLE),
                plan(SECRET),
                plan(RETIRED));
        var offering = new ServiceOffering(
                SERVICE,
                "workshop",
                "Houses.",
                List.of(),
                List.of(),
                true,
                true,
                true,
                true,
                true,
                Json.object(),
                Optional.empty(),
                plans,
                Json.object());
        Map<String, PlanSettings> settings = new HashMap<>();
        for (var plan : plans) {
            var execution = switch (plan.id()) {
                case SYNC -> PlanSettings.Execution.SYNC;
                case ASYNC_ONLY -> PlanSettings.Execution.ASYNC;
                default -> PlanSettings.Execution.AUTOMATIC;
            };
            settings.put(
                    plan.id(),
                    new PlanSettings(
                            execution,
                            plan.id().equals(QUICK) ? Duration.ofSeconds(5) : Duration.ZERO,
                            Duration.ofSeconds(1),
                            plan.id().equals(APP),
                            plan.id().equals(RETIRED)));
        }
        return CatalogSource.fixed(
                CatalogDefinition.of(new Catalog(List.of(offering)), settings, Map.of(SERVICE, "workshop")));
    }

    private static Plan plan(String id) {
        return new Plan(
                id,
                id,
                "A plan.",
                true,
                id.equals(UNBINDABLE) ? Optional.of(false) : Optional.empty(),
                id.equals(ROTATABLE),
                id.equals(FIXED) ? Optional.of(false) : Optional.empty(),
                id.equals(SECRET) ? SECRETS : Schemas.NONE,
                id.equals(SHORT) ? Optional.of(Duration.ofMillis(1_500)) : Optional.empty(),
                id.equals(MAINTAINED)
                        ? Optional.of(new MaintenanceInfo("2.1.1+abcdef", Optional.empty()))
                        : Optional.empty(),
                Json.object(),
                Json.object());
    }

    static Keyring keyring() {
        return KEYRING;
    }
}
