package io.chandler.ondemand.broker;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.chandler.ondemand.adapter.Adapter;
import io.chandler.ondemand.adapter.AdapterException;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.osb.Schemas;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of the plans' parameters, which the adapter is asked for once per plan when they are first needed; a
 * failure is not kept. Nothing is ever loaded from elsewhere. Thread-safe.
 */
final class PlanSchemas {

    private static final String DRAFT_4 = io.chandler.adapter.PlanSchemas.DRAFT_4;
    private static final int MAXIMUM_PROBLEMS = 20;

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_4,
            builder -> builder.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ROOT)
                            .pathType(PathType.JSON_POINTER)
                            .build())
                    .schemaLoader(loader -> loader.allow(iri -> iri.toString().startsWith("classpath:")
                            || iri.toString().contains("://json-schema.org/"))));

    private final Offering offering;
    private final Adapter adapter;
    private final AdapterInputs inputs;
    private final boolean enabled;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Map<String, OfPlan> plans;

    PlanSchemas(Offering offering, Adapter adapter, AdapterInputs inputs, boolean enabled) {
        this.offering = offering;
        this.adapter = adapter;
        this.inputs = inputs;
        this.enabled = enabled;
    }

    private record OfPlan(Schemas schemas, Schema create, Schema update, Schema bind) {}

    /** The schemas for the catalog, by plan; throws {@link Problem} if the adapter's are not right. */
    Map<String, Schemas> schemas(Work work) {
        var schemas = new HashMap<String, Schemas>();
        if (enabled) {
            load(work).forEach((id, plan) -> schemas.put(id, plan.schemas()));
        }
        return schemas;
    }

    void checkCreate(Work work, String planId, ObjectNode parameters) {
        check(work, planId, parameters, OfPlan::create);
    }

    void checkUpdate(Work work, String planId, ObjectNode parameters) {
        check(work, planId, parameters, OfPlan::update);
    }

    void checkBind(Work work, String planId, ObjectNode parameters) {
        check(work, planId, parameters, OfPlan::bind);
    }

    private void check(Work work, String planId, ObjectNode parameters, Function<OfPlan, Schema> which) {
        if (!enabled) {
            return;
        }
        var plan = load(work).get(planId);
        if (plan == null) {
            return;
        }
        var problems = which.apply(plan).validate(parameters).stream()
                .map(Object::toString)
                .distinct()
                .limit(MAXIMUM_PROBLEMS)
                .toList();
        if (!problems.isEmpty()) {
            throw new Problem(
                    Problem.Kind.PARAMETERS,
                    "validation against JSON schema failed:\n" + String.join("; ", problems),
                    "the parameters do not fit the schema of the plan",
                    null);
        }
    }

    private Map<String, OfPlan> load(Work work) {
        var known = plans;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = plans;
            if (known == null) {
                var loaded = new HashMap<String, OfPlan>();
                for (var plan : offering.plans()) {
                    loaded.put(plan.id(), ask(work, plan));
                }
                known = Map.copyOf(loaded);
                plans = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private OfPlan ask(Work work, Plan plan) {
        io.chandler.adapter.PlanSchemas answer;
        try {
            answer = adapter.generatePlanSchemas(inputs.plan(plan), work::log);
        } catch (AdapterException e) {
            throw e.kind() == AdapterException.Kind.NOT_IMPLEMENTED
                    ? new Problem(Problem.Kind.ADAPTER, Texts.NO_SCHEMAS)
                    : Deployer.problem(e);
        }
        var create = JsonObjects.of(answer.instanceCreate());
        var update = JsonObjects.of(answer.instanceUpdate());
        var bind = JsonObjects.of(answer.bindingCreate());
        return new OfPlan(
                new Schemas(Optional.of(create), Optional.of(update), Optional.of(bind)),
                compile(plan, "instance create", create),
                compile(plan, "instance update", update),
                compile(plan, "binding create", bind));
    }

    private static Schema compile(Plan plan, String which, ObjectNode schema) {
        if (schema.isEmpty()) {
            throw invalid(plan, which, "no JSON Schema provided");
        }
        if (!schema.path("$schema").asString("").equals(DRAFT_4)) {
            throw invalid(plan, which, "only JSON Schema version draft-04 is supported");
        }
        try {
            if (REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_4.getDialectId()))
                    .validate(schema)
                    .isEmpty()) {
                var compiled = REGISTRY.getSchema(schema.deepCopy());
                compiled.initializeValidators();
                return compiled;
            }
        } catch (SchemaException | IllegalArgumentException _) {
            // said below
        }
        throw invalid(plan, which, "schema does not conform to JSON Schema spec");
    }

    private static Problem invalid(Plan plan, String which, String why) {
        return new Problem(
                Problem.Kind.ADAPTER,
                "Invalid JSON Schema for plan " + plan.name() + ": Error validating plan schemas for " + which
                        + " - failed validating schema - " + why);
    }
}
