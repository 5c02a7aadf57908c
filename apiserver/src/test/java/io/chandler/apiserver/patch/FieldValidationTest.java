package io.chandler.apiserver.patch;

import static io.chandler.apiserver.patch.PatchFixtures.WIDGETS;
import static io.chandler.apiserver.patch.PatchFixtures.bytes;
import static io.chandler.apiserver.patch.PatchFixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldValidationTest {

    private static final String ODD = """
            {'apiVersion': 'g/v1', 'kind': 'Widget', 'metadata': {'name': 'w', 'colour': 'red'},
             'spec': {'size': 1, 'siez': 2, 'size': 3, 'limits': {'cpus': '1'},
              'options': {'any': 'thing'}, 'parameters': {'any': {'thing': 1}}},
             'status': {'conditions': [{'type': 'A', 'typ': 'B'}]}}""";

    @Test
    void unknown_members_are_dropped_and_told() {
        var body = RequestBody.json(bytes(ODD));
        var object = body.object();

        var warnings = FieldValidation.WARN.prune(object, body.duplicates(), WIDGETS, "Widget");

        assertThat(warnings)
                .containsExactlyInAnyOrder(
                        "unknown field \"metadata.colour\"",
                        "unknown field \"spec.siez\"",
                        "unknown field \"spec.limits.cpus\"",
                        "unknown field \"status.conditions[0].typ\"",
                        "duplicate field \"spec.size\"");
        assertThat(object)
                .isEqualTo(json("{'apiVersion': 'g/v1', 'kind': 'Widget', 'metadata': {'name': 'w'},"
                        + " 'spec': {'size': 3, 'limits': {}, 'options': {'any': 'thing'},"
                        + " 'parameters': {'any': {'thing': 1}}}, 'status': {'conditions': [{'type': 'A'}]}}"));
    }

    @Test
    void strictly_they_are_refused_in_the_words_of_kubernetes() {
        var body = RequestBody.json(bytes("{'apiVersion': 'g/v1', 'spec': {'siez': 2, 'size': 1, 'size': 1}}"));

        assertThatThrownBy(() -> FieldValidation.STRICT.prune(body.object(), body.duplicates(), WIDGETS, "Widget"))
                .isInstanceOf(PatchException.Malformed.class)
                .hasMessage("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error:"
                        + " unknown field \"spec.siez\", duplicate field \"spec.size\"");
    }

    @Test
    void they_may_be_ignored() {
        var body = RequestBody.json(bytes(ODD));

        assertThat(FieldValidation.IGNORE.prune(body.object(), body.duplicates(), WIDGETS, "Widget"))
                .isEmpty();
        assertThat(body.object().path("spec").has("siez")).isFalse();
    }

    @Test
    void the_parameter_has_three_values() {
        assertThat(List.of(
                        FieldValidation.of(null),
                        FieldValidation.of("Ignore"),
                        FieldValidation.of("Warn"),
                        FieldValidation.of("Strict")))
                .containsExactly(
                        FieldValidation.WARN, FieldValidation.IGNORE, FieldValidation.WARN, FieldValidation.STRICT);
        assertThatThrownBy(() -> FieldValidation.of("strict"))
                .isInstanceOf(PatchException.Malformed.class)
                .hasMessage("fieldValidation must be Ignore, Warn or Strict");
    }

    @Test
    void yaml_is_read_as_json_is() {
        var yaml = RequestBody.yaml(
                "spec:\n  size: 1\n  price: 1.50\n  tags: [a, b]\n  size: 2\n".getBytes(StandardCharsets.UTF_8));

        assertThat(yaml.object()).isEqualTo(json("{'spec': {'size': 2, 'price': 1.50, 'tags': ['a', 'b']}}"));
        assertThat(yaml.duplicates()).containsExactly("spec.size");
        assertThat(RequestBody.yaml(bytes(" {'a': 1}")).object()).isEqualTo(json("{'a': 1}"));
    }

    @Test
    void what_is_no_object_is_refused() {
        for (var body : List.of("", "[]", "1", "{'a': 1} {}", "{'a':", "{'a': 1}x")) {
            assertThatThrownBy(() -> RequestBody.json(bytes(body)))
                    .as(body)
                    .isInstanceOf(PatchException.Malformed.class)
                    .hasMessage("the body must be one object in JSON");
        }
        assertThatThrownBy(() -> RequestBody.yaml("a: &x 1\nb: *x\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(PatchException.Malformed.class)
                .hasMessageContaining("alias");
    }

    @Test
    void a_schema_says_what_is_wrong() {
        assertThat(SchemaProblem.of(
                        json("{'spec': {'colour': 'green', 'limits': [], 'tags': [1], 'options': {'a': 1}}}"), WIDGETS))
                .extracting(problem -> problem.field() + ": " + problem.message())
                .containsExactlyInAnyOrder(
                        "spec.size: Required value",
                        "spec.colour: Unsupported value: supported values: \"red\", \"blue\"",
                        "spec.limits: Invalid value: must be of type object, not array",
                        "spec.tags[0]: Invalid value: must be of type string, not integer",
                        "spec.options.a: Invalid value: must be of type string, not integer");
        assertThat(SchemaProblem.of(json("{'spec': {'size': 0}}"), WIDGETS))
                .extracting(SchemaProblem::message)
                .containsExactly("Invalid value: should be greater than or equal to 1");
        assertThat(SchemaProblem.of(json("{'spec': {'size': 1}}"), WIDGETS)).isEmpty();
    }
}
