package io.chandler.adapter;

/** Answers {@code generate-plan-schemas}. */
@FunctionalInterface
public non-sealed interface SchemaGenerator extends SubcommandHandler {

    /**
     * The JSON schemas of the parameters that a plan takes; the broker checks requests against them.
     *
     * @throws AdapterException with a message for the user
     * @throws Exception whose message only the operator sees
     */
    PlanSchemas generatePlanSchemas(Plan plan) throws Exception;
}
