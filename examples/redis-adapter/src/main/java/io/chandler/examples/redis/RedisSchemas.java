package io.chandler.examples.redis;

import io.chandler.adapter.Plan;
import io.chandler.adapter.PlanSchemas;
import io.chandler.adapter.SchemaGenerator;
import java.util.List;
import java.util.Map;

/** What parameters there are. The platform shows it, and the broker refuses the rest before anything is done. */
final class RedisSchemas implements SchemaGenerator {

    private static final List<String> POLICIES =
            List.of("noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-ttl");

    @Override
    public PlanSchemas generatePlanSchemas(Plan plan) {
        var instance = schema(Map.of(
                "maxclients",
                        Map.of(
                                "description",
                                "How many connections there may be at once.",
                                "type",
                                "integer",
                                "minimum",
                                1,
                                "maximum",
                                Settings.MOST_CLIENTS),
                "maxmemory_policy",
                        Map.of(
                                "description", "What is removed when the memory is full.",
                                "type", "string",
                                "enum", POLICIES)));
        return new PlanSchemas(instance, instance, schema(Map.of()));
    }

    private static Map<String, Object> schema(Map<String, Object> properties) {
        return Map.of(
                "$schema",
                PlanSchemas.DRAFT_4,
                "type",
                "object",
                "additionalProperties",
                false,
                "properties",
                properties);
    }
}
