package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.SERVICE;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.PlanBuilder;
import io.chandler.broker.catalog.PlanSettings.Execution;
import io.chandler.osb.Answer;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Parameters that any schema of the offering calls secret are not told, whatever the plan is and however it says so. */
class SecretParametersTest {

    private static final String SECRET = "{\"type\": \"string\", \"format\": \"password\"}";

    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private void publish(Consumer<PlanBuilder> small, Consumer<PlanBuilder> large) {
        house.catalog.replace(CatalogDefinition.builder()
                .offering(
                        "workshop",
                        offering -> offering.id(SERVICE)
                                .description("Houses.")
                                .bindable(true)
                                .planUpdateable(true)
                                .plan("small", plan -> small.accept(sync(plan, SLOW)))
                                .plan("large", plan -> large.accept(sync(plan, QUICK))))
                .build());
    }

    private static PlanBuilder sync(PlanBuilder plan, String id) {
        return plan.id(id).description("A plan.").execution(Execution.SYNC);
    }

    private static ObjectNode schema(String members) {
        return House.json(
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"type\": \"object\", " + members + "}");
    }

    private static ObjectNode properties(String properties) {
        return schema("\"properties\": {" + properties + "}");
    }

    private ObjectNode told() {
        return ((Answer.Instance) house.fetch("i")).parameters().orElseGet(() -> House.json("{}"));
    }

    @Test
    void oneThatOnlyAnUpdateTakesIsNotTold() {
        publish(
                plan -> plan.createSchema(properties("\"size\": {}"))
                        .updateSchema(properties("\"password\": " + SECRET)),
                _ -> {});
        house.provision("i", SLOW, "{\"size\":1}");

        assertThat(house.update("i", Optional.empty(), "{\"password\":\"MARKER\"}"))
                .isInstanceOf(Answer.Updated.class);

        assertThat(told()).isEqualTo(House.json("{\"size\":1}"));
    }

    @Test
    void oneOfThePlanBeforeIsNotTold() {
        publish(plan -> plan.createSchema(properties("\"password\": " + SECRET)), _ -> {});
        house.provision("i", SLOW, "{\"size\":1,\"password\":\"MARKER\"}");

        assertThat(house.update("i", Optional.of(QUICK), "{}")).isInstanceOf(Answer.Updated.class);

        assertThat(told()).isEqualTo(House.json("{\"size\":1}"));
    }

    @Test
    void oneBehindAReferenceOrACombinationIsNotTold() {
        var schema = schema("""
                "definitions": {
                  "word": {"type": "string", "writeOnly": true},
                  "pass/word": {"$ref": "#/definitions/word"},
                  "user": {"properties": {"word": {"$ref": "#/definitions/pass~1word"}, "friend": {"$ref": "#/definitions/user"}}}
                },
                "properties": {"user": {"$ref": "#/definitions/user"}, "lists": {"items": {"items": {"$ref": "#/definitions/word"}}}},
                "allOf": [{"properties": {"a": {"allOf": [{"minLength": 1}, {"format": "password"}]}}},
                          {"anyOf": [{"properties": {"b": {"oneOf": [{"$ref": "#/definitions/word"}, {"type": "null"}]}}}]}],
                "patternProperties": {"^secret_": {"format": "password", "pattern": "^s"}},
                "additionalProperties": true""");
        schema.withObjectProperty("properties").setAll(House.json("{\"size\": {}, \"secret\": {}}"));
        schema.remove("patternProperties");
        publish(plan -> plan.createSchema(schema).bindingSchema(schema), _ -> {});
        var parameters = """
                {"size":1,"secret":"no","a":"MARKER","b":"MARKER","lists":[["MARKER"],["MARKER"]],
                 "user":{"name":"u","word":"MARKER","friend":{"name":"v","word":"MARKER"}}}""";
        var told = House.json("""
                {"size":1,"secret":"no","lists":[[],[]],"user":{"name":"u","friend":{"name":"v"}}}""");

        assertThat(house.provision("i", SLOW, parameters)).isInstanceOf(Answer.InstanceCreated.class);
        assertThat(told()).isEqualTo(told);
        assertThat(house.bind("i", "b", SLOW, parameters)).isInstanceOf(Answer.BindingCreated.class);
        assertThat(((Answer.Binding) house.fetchBinding("i", "b")).parameters()).contains(told);
    }

    @Test
    void inDoubtNothingIsTold() {
        var schema = schema("\"properties\": {\"size\": {}}, \"patternProperties\": {\"^secret_\": " + SECRET + "}");
        publish(plan -> plan.createSchema(schema), _ -> {});

        house.provision("i", SLOW, "{\"size\":1,\"secret_word\":\"MARKER\"}");

        assertThat(((Answer.Instance) house.fetch("i")).parameters()).isEmpty();
    }
}
