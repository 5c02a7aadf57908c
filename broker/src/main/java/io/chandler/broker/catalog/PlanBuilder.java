package io.chandler.broker.catalog;

import io.chandler.broker.parameters.ParameterSchema;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan of a catalog in code: section "Service Plan Object". Id and description must be given. Unless said otherwise
 * it is free, takes any parameters, is bindable and updateable as its offering says, and is worked on as {@link
 * PlanSettings#DEFAULTS} says.
 */
public final class PlanBuilder {

    private final String name;
    private String id = "";
    private String description = "";
    private boolean free = true;
    private Optional<Boolean> bindable = Optional.empty();
    private boolean bindingRotatable;
    private Optional<Boolean> planUpdateable = Optional.empty();
    private Optional<Class<? extends Record>> parameters = Optional.empty();
    private Optional<ObjectNode> createSchema = Optional.empty();
    private Optional<ObjectNode> updateSchema = Optional.empty();
    private Optional<ObjectNode> bindSchema = Optional.empty();
    private Optional<Duration> maximumPollingDuration = Optional.empty();
    private Optional<MaintenanceInfo> maintenanceInfo = Optional.empty();
    private final ObjectNode metadata = Json.object();
    private final ObjectNode extensions = Json.object();
    private PlanSettings.Execution execution = PlanSettings.DEFAULTS.execution();
    private Duration answerWithin = PlanSettings.DEFAULTS.answerWithin();
    private Duration pollInterval = PlanSettings.DEFAULTS.pollInterval();
    private boolean requiresApp;
    private boolean hidden;

    PlanBuilder(String name) {
        this.name = name;
    }

    /** The id: a GUID that never changes. */
    public PlanBuilder id(String value) {
        id = value;
        return this;
    }

    /** A short description. */
    public PlanBuilder description(String value) {
        description = value;
        return this;
    }

    /** Whether instances cost nothing. */
    public PlanBuilder free(boolean value) {
        free = value;
        return this;
    }

    /** Whether instances can be bound, whatever the offering says. */
    public PlanBuilder bindable(boolean value) {
        bindable = Optional.of(value);
        return this;
    }

    /** Whether bindings can be replaced by fresh ones of the same kind. */
    public PlanBuilder bindingRotatable(boolean value) {
        bindingRotatable = value;
        return this;
    }

    /** Whether instances can leave this plan, whatever the offering says. */
    public PlanBuilder planUpdateable(boolean value) {
        planUpdateable = Optional.of(value);
        return this;
    }

    /**
     * The parameters of creations and updates, as a record.
     *
     * @throws IllegalArgumentException if a component cannot be a parameter; the message names it
     */
    public PlanBuilder parameters(Class<? extends Record> type) {
        parameters = Optional.of(type);
        createSchema = Optional.of(ParameterSchema.of(type));
        updateSchema = Optional.of(ParameterSchema.forUpdate(type));
        return this;
    }

    /**
     * The parameters of bindings, as a record.
     *
     * @throws IllegalArgumentException if a component cannot be a parameter; the message names it
     */
    public PlanBuilder bindingParameters(Class<? extends Record> type) {
        bindSchema = Optional.of(ParameterSchema.of(type));
        return this;
    }

    /** The JSON Schema of the parameters of a creation. */
    public PlanBuilder createSchema(ObjectNode schema) {
        parameters = Optional.empty();
        createSchema = Optional.of(schema.deepCopy());
        return this;
    }

    /** The JSON Schema of the parameters of an update. */
    public PlanBuilder updateSchema(ObjectNode schema) {
        updateSchema = Optional.of(schema.deepCopy());
        return this;
    }

    /** The JSON Schema of the parameters of a binding. */
    public PlanBuilder bindingSchema(ObjectNode schema) {
        bindSchema = Optional.of(schema.deepCopy());
        return this;
    }

    /** How long platforms wait for an operation, whole seconds; the broker gives up before. */
    public PlanBuilder maximumPollingDuration(Duration value) {
        maximumPollingDuration = Optional.of(value);
        return this;
    }

    /**
     * The state of maintenance that instances are offered.
     *
     * @param version a semantic version 2.0
     * @param change what an update to this version means for the instance
     */
    public PlanBuilder maintenance(String version, String change) {
        maintenanceInfo = Optional.of(new MaintenanceInfo(version, Optional.of(change)));
        return this;
    }

    /** The name that people read. */
    public PlanBuilder displayName(String value) {
        return metadata("displayName", value);
    }

    /** What the plan comes to, one short line each. */
    public PlanBuilder bullets(String... lines) {
        var array = Json.mapper().createArrayNode();
        for (var line : lines) {
            array.add(line);
        }
        return metadata("bullets", array);
    }

    /**
     * Adds a price.
     *
     * @param unit what it is for, such as {@code MONTHLY} or {@code 1GB of messages over 20GB}
     * @param amount by the code of each currency, such as {@code usd}
     * @throws IllegalArgumentException if there is no amount
     */
    public PlanBuilder cost(String unit, Map<String, BigDecimal> amount) {
        if (amount.isEmpty()) {
            throw new IllegalArgumentException("the cost per " + unit + " of plan " + name + " must have an amount");
        }
        var cost = metadata.withArray("costs").addObject();
        var amounts = cost.putObject("amount");
        new TreeMap<>(amount).forEach(amounts::put);
        cost.put("unit", unit);
        return this;
    }

    /** A member of the metadata that has no method of its own. */
    public PlanBuilder metadata(String member, String value) {
        metadata.put(member, value);
        return this;
    }

    /** A member of the metadata that has no method of its own. */
    public PlanBuilder metadata(String member, JsonNode value) {
        metadata.set(member, value);
        return this;
    }

    /** A member that the specification does not know; its name should have a prefix. */
    public PlanBuilder extension(String member, JsonNode value) {
        extensions.set(member, value);
        return this;
    }

    /** When operations are answered. */
    public PlanBuilder execution(PlanSettings.Execution value) {
        execution = value;
        return this;
    }

    /** Asynchronous operations that end within this time are answered at once, 0 to 60 seconds; zero: never. */
    public PlanBuilder answerWithin(Duration value) {
        answerWithin = value;
        return this;
    }

    /** How often the platform should ask for an operation's state: whole seconds, 1 second to 1 day. */
    public PlanBuilder pollInterval(Duration value) {
        pollInterval = value;
        return this;
    }

    /** Bindings must name an app. */
    public PlanBuilder requiresApp() {
        requiresApp = true;
        return this;
    }

    /** The plan is left out of the published catalog; its instances are managed like all others. */
    public PlanBuilder hidden() {
        hidden = true;
        return this;
    }

    Plan plan() {
        return new Plan(
                id,
                name,
                description,
                free,
                bindable,
                bindingRotatable,
                planUpdateable,
                new Schemas(createSchema, updateSchema, bindSchema),
                maximumPollingDuration,
                maintenanceInfo,
                metadata.deepCopy(),
                extensions.deepCopy());
    }

    PlanSettings settings() {
        return new PlanSettings(execution, answerWithin, pollInterval, requiresApp, hidden, parameters);
    }
}
