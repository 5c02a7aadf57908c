package io.chandler.broker.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.chandler.osb.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ParameterValidatorTest {

    private static final String DRAFT_4 = "http://json-schema.org/draft-04/schema#";
    private static final String DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema";

    @Test
    void honoursTheExclusiveBoundsOfDraft4() {
        var validator = schema(DRAFT_4, "{'properties':{'n':{'minimum':0,'exclusiveMinimum':true,'maximum':9}}}");
        assertThat(validator.problems(json("{'n':0}"))).containsExactly("parameters.n must be more than 0 (was 0).");
        assertThat(validator.problems(json("{'n':10}"))).containsExactly("parameters.n must be at most 9 (was 10).");
        assertThat(validator.problems(json("{'n':9}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DRAFT_4,
                "http://json-schema.org/draft-06/schema#",
                "http://json-schema.org/draft-07/schema#",
                "https://json-schema.org/draft/2019-09/schema",
                DRAFT_2020
            })
    void knowsEveryDraft(String draft) {
        var validator =
                schema(draft, "{'type':'object','properties':{'n':{'type':'integer','minimum':1}},'required':['n']}");
        assertThat(validator.problems(json("{}"))).containsExactly("parameters.n is required.");
        assertThat(validator.problems(json("{'n':0}"))).containsExactly("parameters.n must be at least 1 (was 0).");
        assertThat(validator.problems(json("{'n':1}"))).isEmpty();
    }

    @Test
    void tellsOneThingWhereNoneOfSeveralFormsFits() {
        var validator = schema(
                DRAFT_4,
                "{'properties':{'size':{'anyOf':[{'type':'integer'},{'type':'object','required':['cpu']}]},"
                        + "'list':{'items':{'oneOf':[{'type':'integer'},{'minimum':1}]}}}}");
        assertThat(validator.problems(json("{'size':'hunter2','list':[0.5,2]}")))
                .containsExactlyInAnyOrder(
                        "parameters.size must have one of the forms that the schema allows.",
                        "parameters.list[0] must have one of the forms that the schema allows.",
                        "parameters.list[1] must have one of the forms that the schema allows.");
    }

    @Test
    void hasASentenceForTheKeywordsOfLaterDrafts() {
        var validator = schema(
                DRAFT_2020,
                "{'properties':{'c':{'const':4},'a':{},'z':false,'l':{'contains':{'const':1}},'m':{'multipleOf':0.1},"
                        + "'x':{'exclusiveMaximum':3}},'dependentRequired':{'a':['b']},"
                        + "'unevaluatedProperties':false,'propertyNames':{'maxLength':3}}");
        assertThat(validator.problems(json("{'c':5,'a':1,'z':1,'l':[2],'m':0.15,'x':3,'long name':1}")))
                .containsExactlyInAnyOrder(
                        "parameters.c must be 4.",
                        "parameters must also have what belongs to a.",
                        "parameters.z must not be given.",
                        "parameters.l must have the items that the schema asks for.",
                        "parameters.m must be a multiple of 0.1 (was 0.15).",
                        "parameters.x must be less than 3 (was 3).",
                        "parameters[\"long name\"] is not a known parameter.",
                        "parameters has a name that is not allowed: \"long name\".");
    }

    @Test
    void neverRepeatsATextThatWasSent() {
        var validator = schema(
                DRAFT_4,
                "{'properties':{'a':{'enum':['x']},'b':{'pattern':'^x$'},'c':{'maxLength':1},'d':{'type':'integer'},"
                        + "'e':{'format':'date'},'f':{'not':{'type':'string'}},'g':{'type':['integer','null']}}}");
        var problems = validator.problems(json("{'a':'hunter2','b':'hunter2','c':'hunter2','d':'hunter2','e':'hunter2',"
                + "'f':'hunter2','g':'hunter2'}"));
        assertThat(problems).hasSize(7).noneMatch(problem -> problem.contains("hunter2"));
        assertThat(problems)
                .contains(
                        "parameters.c must be at most 1 character long (was 7).",
                        "parameters.g must be a whole number or null (was a text).");
    }

    @Test
    void cutsOffARegularExpressionThatWouldRunForEver() {
        var validator =
                schema(DRAFT_4, "{'properties':{'s':{'pattern':'(.*.*.*.*.*.*)x'},'t':{'pattern':'^(a|b)*$'}}}");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(validator.problems(json("{'s':'" + "a".repeat(200) + "!'}")))
                    .containsExactly("parameters must be simpler: a text took too long to compare with its pattern.");
            assertThat(validator.problems(json("{'t':'" + "ab".repeat(200_000) + "'}")))
                    .hasSizeLessThanOrEqualTo(1);
        });
    }

    @Test
    void matchesTheVeryEndOfATextOnly() {
        var validator = schema(DRAFT_4, "{'properties':{'s':{'pattern':'^[a$]+$'}}}");
        assertThat(validator.problems(json("{'s':'a$'}"))).isEmpty();
        assertThat(validator.problems(json("{'s':'a\\n'}"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "1e400", "123456789e-2147483000"})
    void refusesNumbersThatNobodyCanComputeWith(String number) {
        var validator = schema(DRAFT_4, "{'properties':{'n':{'type':'number','multipleOf':0.1,'maximum':9}}}");
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(validator.problems(json("{'n':" + number + "}")))
                        .containsExactly(
                                "parameters.n must be a number between -1e307 and 1e307 that is no finer than 1e-307."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e30", "123456789012345678901234567890", "1.5e20", "-1e300", "12345678901234567890.5"})
    void copesWithNumbersBeyond64Bits(String number) {
        var whole = schema(DRAFT_4, "{'properties':{'n':{'type':'integer','maximum':9,'minimum':0}}}");
        assertThat(whole.problems(json("{'n':" + number + "}"))).isNotEmpty();
        var any = schema(DRAFT_4, "{'properties':{'n':{'type':'number','minimum':-1e305}}}");
        assertThat(any.problems(json("{'n':" + number + "}"))).isEmpty();
    }

    @Test
    void tellsTwentyProblemsAndHowManyMoreThereAre() {
        var validator = schema(DRAFT_4, "{'additionalProperties':false}");
        var many = Json.object();
        for (int i = 0; i < 50; i++) {
            many.put("p" + i, i);
        }
        assertThat(validator.problems(many)).hasSize(21).last().isEqualTo("There are 30 more problems.");
    }

    @Test
    void followsReferencesWithinTheSchema() {
        var validator = schema(
                DRAFT_4,
                "{'definitions':{'tree':{'type':'object','properties':{'left':{'$ref':'#/definitions/tree'}},"
                        + "'additionalProperties':false}},'$ref':'#/definitions/tree'}");
        assertThat(validator.problems(json("{'left':{'left':{}}}"))).isEmpty();
        assertThat(validator.problems(json("{'left':{'right':{}}}")))
                .containsExactly("parameters.left.right is not a known parameter.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'http://127.0.0.1:1/schema'}",
                "{'properties':{'a':{'$ref':'file:///etc/passwd'}}}",
                "{'properties':{'a':{'$ref':'other.json#/a'}}}",
                "{'id':'http://127.0.0.1:1/','properties':{'a':{'$ref':'#/properties/b'},'b':{}}}",
                "{'$ref':'#'}",
                "{'definitions':{'a':{'$ref':'#/definitions/b'},'b':{'$ref':'#/definitions/a'}}}",
                "{'anyOf':[{'not':{'$ref':'#'}}]}"
            })
    void refusesSchemasThatLeadElsewhereOrNowhere(String schema) {
        assertThatThrownBy(() -> schema(DRAFT_4, schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the schema must ");
    }

    @Test
    void compilesTheSameSchemaObjectOnce() {
        var schema = json("{'$schema':'" + DRAFT_4 + "','properties':{'n':{'type':'integer'}}}");
        ParameterValidator.compile(schema);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 100_000; i++) {
                assertThat(ParameterValidator.compile(schema).problems(Json.object()))
                        .isEmpty();
            }
        });
    }

    private static ParameterValidator schema(String draft, String schema) {
        var node = json(schema);
        node.put("$schema", draft);
        return ParameterValidator.compile(node);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.mapper().readTree(text.replace('\'', '"'));
    }
}
