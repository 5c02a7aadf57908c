package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.SERVICE;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static io.chandler.broker.engine.TestCatalog.SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.PlanBuilder;
import io.chandler.broker.catalog.PlanSettings.Execution;
import io.chandler.broker.parameters.CreateOnly;
import io.chandler.broker.parameters.Default;
import io.chandler.broker.parameters.Maximum;
import io.chandler.osb.Answer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of an instance's parameters when it changes to a plan that has others. */
class PlanChangeParametersTest {

    /** Of the plan that instances come from. */
    public record Small(
            @Default("1") int rooms,
            Optional<String> stove,
            @CreateOnly @Default("red") String colour) {}

    /** Of the plan that they go to. */
    public record Large(
            @Default("1") @Maximum(10) int rooms,
            Optional<Boolean> pool,
            @CreateOnly @Default("red") String colour) {}

    /** Of a plan that asks for something. */
    public record Demanding(int floors) {}

    private static final String SCHEMA = """
            {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["roof"],
             "additionalProperties": false, "properties": {"roof": {"type": "string"}}}
            """;

    private final House house = new House();

    @BeforeEach
    void publish() {
        house.catalog.replace(CatalogDefinition.builder()
                .offering(
                        "workshop",
                        offering -> offering.id(SERVICE)
                                .description("Houses.")
                                .bindable(true)
                                .planUpdateable(true)
                                .plan("small", plan -> plan(plan, SLOW).parameters(Small.class))
                                .plan("large", plan -> plan(plan, QUICK).parameters(Large.class))
                                .plan(
                                        "demanding",
                                        plan -> plan(plan, "demanding").parameters(Demanding.class))
                                .plan("free", plan -> plan(plan, SYNC).createSchema(House.json(SCHEMA))))
                .build());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static PlanBuilder plan(PlanBuilder plan, String id) {
        return plan.id(id).description("A plan.").execution(Execution.SYNC);
    }

    private ObjectNode parameters() {
        return ((Answer.Instance) house.fetch("i")).parameters().orElseThrow();
    }

    @Test
    void theNewPlanTakesOverWhatItKnows() {
        house.provision("i", SLOW, "{\"rooms\":3,\"stove\":\"iron\",\"colour\":\"blue\"}");

        assertThat(house.update("i", Optional.of(QUICK), "{\"pool\":true}")).isInstanceOf(Answer.Updated.class);

        assertThat(parameters()).isEqualTo(House.json("{\"rooms\":3,\"colour\":\"blue\",\"pool\":true}"));
        assertThat(house.update("i", Optional.of(SLOW), "{}")).isInstanceOf(Answer.Updated.class);
        assertThat(parameters()).isEqualTo(House.json("{\"rooms\":3,\"colour\":\"blue\"}"));
    }

    @Test
    void whatTheInstanceHasMustFitTheNewPlan() {
        house.provision("i", SLOW, "{\"rooms\":30}");

        assertThat(house.update("i", Optional.of(QUICK), "{}"))
                .isInstanceOfSatisfying(
                        Answer.BadRequest.class,
                        refused -> assertThat(refused.description())
                                .contains("parameters.rooms must be at most 10 (was 30).", "must fit the new plan"));
        assertThat(house.update("i", Optional.of("demanding"), "{}"))
                .isInstanceOfSatisfying(
                        Answer.BadRequest.class,
                        refused -> assertThat(refused.description()).contains("parameters.floors"));
        assertThat(house.workshop.journal).noneMatch(entry -> entry.startsWith("update"));

        assertThat(house.update("i", Optional.of(QUICK), "{\"rooms\":9}")).isInstanceOf(Answer.Updated.class);
        assertThat(house.update("i", Optional.of("demanding"), "{\"floors\":2}"))
                .isInstanceOf(Answer.Updated.class);
        assertThat(parameters()).isEqualTo(House.json("{\"floors\":2}"));
    }

    @Test
    void aSchemaWrittenByHandIsForRequestsAlone() {
        house.provision("i", SLOW, "{\"rooms\":3}");

        assertThat(house.update("i", Optional.of(SYNC), "{}")).isInstanceOf(Answer.Updated.class);

        assertThat(parameters()).isEqualTo(House.json("{\"rooms\":3}"));
    }

    @Test
    void afterAFailedChangeAllIsAsItWas() {
        house.provision("i", SLOW, "{\"rooms\":3,\"stove\":\"refuse\"}");
        house.workshop.refuseUpdates();

        assertThat(house.update("i", Optional.of(QUICK), "{}")).isInstanceOf(Answer.UpdateRefused.class);

        assertThat(parameters()).isEqualTo(House.json("{\"rooms\":3,\"stove\":\"refuse\"}"));
    }
}
