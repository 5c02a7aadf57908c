package io.chandler.broker.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chandler.broker.secrets.Secret;
import io.chandler.osb.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ParameterRecordsTest {

    enum Size {
        small,
        @JsonProperty("extra-large")
        EXTRA_LARGE
    }

    record Range(@Minimum(0) int from, @Maximum(65_535) int to) {

        Range {
            if (from > to) {
                throw new IllegalArgumentException("from must not be greater than to");
            }
        }
    }

    @Description("How a database is made.")
    record Parameters(
            @Description("How many connections at once.") @Minimum(1) @Maximum(100) @Default("10")
            int connections,

            Size size,

            @Length(min = 1, max = 63) @Pattern("^[a-z][a-z0-9_]*$") @CreateOnly
            String name,

            Optional<BigDecimal> ratio,
            @Nullable Boolean encrypted,
            List<Range> ranges,
            @Length(max = 2) Set<String> tags,
            Map<String, Long> limits,
            Optional<Secret> password,
            @JsonProperty("free-form") Optional<ObjectNode> freeForm) {}

    @Test
    void derivesTheSchemaOfARecord() {
        assertThat(ParameterSchema.of(Parameters.class)).hasToString(json("""
                {
                  "$schema": "http://json-schema.org/draft-04/schema#",
                  "description": "How a database is made.",
                  "type": "object",
                  "properties": {
                    "connections": {
                      "description": "How many connections at once.",
                      "type": "integer", "minimum": 1, "maximum": 100, "default": 10
                    },
                    "size": {"type": "string", "enum": ["small", "extra-large"]},
                    "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "minLength": 1, "maxLength": 63},
                    "ratio": {"type": "number"},
                    "encrypted": {"type": "boolean"},
                    "ranges": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "from": {"type": "integer", "minimum": 0, "maximum": 2147483647},
                          "to": {"type": "integer", "minimum": -2147483648, "maximum": 65535}
                        },
                        "required": ["from", "to"],
                        "additionalProperties": false
                      }
                    },
                    "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "maxItems": 2},
                    "limits": {
                      "type": "object",
                      "additionalProperties": {
                        "type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807
                      }
                    },
                    "password": {"type": "string", "format": "password"},
                    "free-form": {"type": "object"}
                  },
                  "required": ["size", "name"],
                  "additionalProperties": false
                }
                """).toString());
    }

    @Test
    void asksForNothingInAnUpdateAndLeavesOutWhatCannotChange() {
        var schema = ParameterSchema.forUpdate(Parameters.class);
        assertThat(schema.has("required")).isFalse();
        assertThat(schema.path("properties").has("name")).isFalse();
        assertThat(schema.path("properties").path("connections").has("default")).isFalse();
        assertThat(schema.at("/properties/ranges/items/required")).hasSize(2);
        var validator = ParameterValidator.compile(schema);
        assertThat(validator.problems(json("{}"))).isEmpty();
        assertThat(validator.problems(json("{\"name\": \"other\"}")))
                .containsExactly("parameters.name is not a known parameter.");
    }

    @Test
    void takesBackInAnUpdateWhatNeedNotBeGiven() {
        var validator = ParameterValidator.compile(ParameterSchema.forUpdate(Parameters.class));
        assertThat(validator.problems(json("{\"connections\": null, \"ratio\": null, \"tags\": null}")))
                .isEmpty();
        assertThat(validator.problems(json("{\"size\": null}"))).contains("parameters.size must be a text (was null).");
    }

    @Test
    void readsParametersWithDefaultsAndExactNumbers() {
        var read = ParameterReader.read(json("""
                {
                  "size": "extra-large", "name": "orders", "ratio": 0.10000000000000000000000001,
                  "ranges": [{"from": 1, "to": 2}], "tags": ["b", "a"], "limits": {"rows": 9223372036854775807},
                  "password": "hunter2", "free-form": {"x": [1.50]}
                }
                """), Parameters.class);
        assertThat(read.connections()).isEqualTo(10);
        assertThat(read.size()).isEqualTo(Size.EXTRA_LARGE);
        assertThat(read.ratio()).contains(new BigDecimal("0.10000000000000000000000001"));
        assertThat(read.encrypted()).isNull();
        assertThat(read.ranges()).containsExactly(new Range(1, 2));
        assertThat(read.tags()).containsExactly("b", "a");
        assertThat(read.limits()).containsEntry("rows", Long.MAX_VALUE);
        assertThat(read.password()).contains(Secret.of("hunter2"));
        assertThat(read.freeForm().orElseThrow()).hasToString("{\"x\":[1.50]}");
        assertThat(read.toString()).doesNotContain("hunter2");
    }

    @Test
    void readsWhatIsNotGivenAsEmpty() {
        var read = ParameterReader.read(json("{\"size\": \"small\", \"name\": \"orders\"}"), Parameters.class);
        assertThat(read)
                .isEqualTo(new Parameters(
                        10,
                        Size.small,
                        "orders",
                        Optional.empty(),
                        null,
                        List.of(),
                        Set.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void namesEveryFieldThatIsWrongAndNeverRepeatsATextThatWasSent() {
        assertRefused(
                """
                {
                  "connections": 500, "size": "hunter2", "name": "Hunter2", "ratio": "hunter2",
                  "ranges": [{"from": -1, "too": 2}], "tags": ["hunter2", "hunter2"], "limits": {"rows": 1.5}
                }
                """,
                "parameters.connections must be at most 100 (was 500).",
                "parameters.size must be one of small, extra-large.",
                "parameters.name must match the pattern ^[a-z][a-z0-9_]*$.",
                "parameters.ratio must be a number (was a text).",
                "parameters.ranges[0].from must be at least 0 (was -1).",
                "parameters.ranges[0].to is required.",
                "parameters.ranges[0].too is not a known parameter.",
                "parameters.tags must not have the same item twice.",
                "parameters.limits.rows must be a whole number (was 1.5).");
        assertRefused(
                "{\"size\": null, \"name\": \"\", \"tags\": [\"a\", \"b\", \"c\"], \"odd name\": 1}",
                "parameters.size must be a text (was null).",
                "parameters.name must be at least 1 character long (was 0).",
                "parameters.tags must have at most 2 items (has 3).",
                "parameters[\"odd name\"] is not a known parameter.");
        assertRefused("{}", "parameters.size is required.", "parameters.name is required.");
    }

    @Test
    void tellsWhatTheRecordItselfRefuses() {
        assertRefused(
                "{\"size\": \"small\", \"name\": \"a\", \"ranges\": [{\"from\": 3, \"to\": 2}]}",
                "parameters.ranges[0]: from must not be greater than to.");
    }

    private static void assertRefused(String parameters, String... sentences) {
        assertThatThrownBy(() -> ParameterReader.read(json(parameters), Parameters.class))
                .isInstanceOf(ParameterException.class)
                .hasMessageContainingAll(sentences)
                .hasMessageNotContainingAny("hunter2", "Hunter2");
    }

    record Loop(Optional<Loop> inner) {}

    record Unreadable(Thread thread) {}

    record BadDefault(@Default("0") @Minimum(1) int count) {}

    record BadPattern(@Pattern("(") String name) {}

    record BadBound(@Minimum(1) String name) {}

    record OpenSecret(@Default("hunter2") Secret password) {}

    record SameName(String name, @JsonProperty("name") String other) {}

    @Test
    void namesTheComponentThatCannotBeAParameter() {
        assertUnusable(Loop.class, "Loop must not contain itself");
        assertUnusable(Unreadable.class, "Unreadable.thread must be a text, number, boolean");
        assertUnusable(
                BadDefault.class, "BadDefault.count has a @Default that does not fit: parameters.count must be at");
        assertUnusable(BadPattern.class, "BadPattern.name has a @Pattern that is no regular expression");
        assertUnusable(BadBound.class, "BadBound.name has @Minimum or @Maximum");
        assertUnusable(OpenSecret.class, "OpenSecret.password must not have a @Default");
        assertUnusable(SameName.class, "SameName.other has the JSON name 'name'");
    }

    private static void assertUnusable(Class<? extends Record> type, String message) {
        assertThatThrownBy(() -> ParameterSchema.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void documentsTheParametersOfARecord() {
        assertThat(ParameterDocumentation.markdown(Parameters.class))
                .startsWith("| parameter | type | required | default | limits | meaning |\n|---|---|---|---|---|---|\n")
                .contains("| `connections` | whole number | no | `10` | at least 1, at most 100"
                        + " | How many connections at once. |\n")
                .contains("| `name` | text | yes |  | at least 1 character, at most 63 characters,"
                        + " matches `^[a-z][a-z0-9_]*$`, cannot be changed |  |\n")
                .contains("| `ranges` | list of object | no |  |  |  |\n| `ranges[].from` | whole number | yes |");
    }

    private static ObjectNode json(String text) {
        JsonNode node = Json.mapper().readTree(text);
        return (ObjectNode) node;
    }
}
