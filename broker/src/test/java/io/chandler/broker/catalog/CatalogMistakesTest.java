package io.chandler.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chandler.osb.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogMistakesTest {

    private static final String OFFERING = """
            services:
              - id: 6d0bd4e5-3e36-4d3c-b7c1-0a1b6a3e7c11
                name: postgres
                description: A database.
                bindable: true
                plans:
                  - id: 0f7c3c1c-96f8-4f6b-8b5b-6f0f0a9c7d01
                    name: small
                    description: Small.
            """;

    private static final String PLAN = "services[0].plans[0]";

    private static final String EMPTY = "must be there and not be empty";

    /** More members of the offering, or of the plan. */
    private static String offering(String members) {
        return OFFERING.replace("    plans:\n", members.indent(4) + "    plans:\n");
    }

    private static String plan(String members) {
        return OFFERING + members.indent(8);
    }

    private static String schema(String json) {
        return plan("schemas: {service_instance: {create: {parameters: " + json + "}}}");
    }

    private static final String CREATE = PLAN + ".schemas.service_instance.create.parameters: ";

    static Stream<Arguments> brokenCatalogs() {
        return Stream.of(
                broken("", "services: must be a list of at least one offering"),
                broken("- a", "services: must be a list of at least one offering"),
                broken("services:", "services: must be a list of at least one offering"),
                broken("services: {}", "services: must be a list"),
                broken("services: []", "services: must be a list of at least one offering"),
                broken(
                        "servces: []",
                        "servces: is not a known member; did you mean services?",
                        "services: must be a list of at least one offering"),
                broken(
                        "services: [7]",
                        "services[0]: must be an object",
                        "services[0].bindable: must be true or false",
                        "services[0].id: " + EMPTY,
                        "services[0].name: " + EMPTY,
                        "services[0].description: " + EMPTY,
                        "services[0].plans: must be a list of at least one plan",
                        "services[0].chandler.service: " + EMPTY),
                broken(
                        OFFERING.replace("bindable: true", "bindable: yes"),
                        "services[0].bindable: must be true or false"),
                broken(
                        OFFERING.replace("description: Small.", "description: 1.5"),
                        PLAN + ".description: must be a text; put it in quotes"),
                broken(OFFERING.replace("description: Small.", "description: \" \""), PLAN + ".description: " + EMPTY),
                broken(
                        offering("plan_updatable: true"),
                        "services[0].plan_updatable: is not a known member; did you mean plan_updateable?"),
                broken(
                        offering("colour: red"),
                        "services[0].colour: is not a known member; an extension's name must"
                                + " begin with x- or contain ':' or '.'"),
                broken(
                        offering("requires: [syslog]"),
                        "services[0].requires[0]: must be syslog_drain, route_forwarding or volume_mount"),
                broken(offering("tags: sql"), "services[0].tags: must be a list of texts"),
                broken(offering("tags: [1]"), "services[0].tags[0]: must be a text; put it in quotes"),
                broken(
                        offering("tags: [\"\", " + "x".repeat(2048) + "]"),
                        "services[0].tags: must have at most 2048 characters together, have 2049",
                        "services[0].tags[0]: must not be empty"),
                broken(
                        offering("description: " + "d".repeat(10_001))
                                .replaceFirst("    description: A database.\n", ""),
                        "services[0].description: must have at most 10000 characters, has 10001"),
                broken(
                        offering("dashboard_client: {id: a, secret: hunter2, redirect_url: b}"),
                        "services[0].dashboard_client.redirect_url: is not a known member; did you mean redirect_uri?",
                        "services[0].dashboard_client.redirect_uri: " + EMPTY),
                broken(offering("metadata: text"), "services[0].metadata: must be an object"),
                broken(
                        offering("bindings_retrievable: false"),
                        "services[0].bindings_retrievable: must be true, as bindings of plans[0] can be asynchronous;"
                                + " or set chandler.execution of the plan to sync"),
                broken(
                        offering("chandler: {serivce: a}"),
                        "services[0].chandler.serivce: is not a known member; did you mean service?"),
                broken(
                        offering("chandler: {secret: a}"),
                        "services[0].chandler.secret: is not a known member; there can be service"),
                broken(
                        plan("maximum_polling_duration: 1.5"),
                        PLAN
                                + ".maximum_polling_duration: must be a whole number of seconds, or a duration such as"
                                + " 30m or 2h"),
                broken(
                        plan("maximum_polling_duration: -1"),
                        PLAN
                                + ".maximum_polling_duration: must be a whole number of seconds, or a duration such as"
                                + " 30m or 2h"),
                broken(
                        plan("maintenance_info: {version: 1.0}"),
                        PLAN + ".maintenance_info.version: must be a text; put it in quotes"),
                broken(
                        plan("maintenance_info: {}"),
                        PLAN
                                + ".maintenance_info.version: must be a semantic version 2.0, such as 2.1.0 or"
                                + " 1.0.0-rc.1"),
                broken(
                        plan("maintenance_info: {version: 1.0.0, impact: none}"),
                        PLAN + ".maintenance_info.impact: is not a known member; there can be description, version"),
                broken(
                        plan("maintenance_info: {version: 1.0.0, description: " + "d".repeat(2000) + "}"),
                        PLAN + ".maintenance_info: must have at most 2000 characters as JSON, has 2036"),
                broken(
                        plan("chandler: {execution: fast, answer_within: 5, poll_interval: 100ms}"),
                        PLAN + ".chandler.execution: must be automatic, async or sync",
                        PLAN + ".chandler.answer_within: must be a duration such as 250ms, 10s, 5m, 2h or 7d",
                        PLAN + ".chandler.poll_interval: must be whole seconds from 1s to 1d"),
                broken(plan("chandler: {answer_within: 2m}"), PLAN + ".chandler.answer_within: must be from 0 to 60s"),
                broken(plan("chandler: {hidden: true}"), "services: must have at least one plan that is not hidden"),
                broken(
                        plan("chandler: {parameters: no.such.Thing}"),
                        PLAN + ".chandler.parameters: must be the name of"
                                + " a record on the class path; there is no class no.such.Thing"),
                broken(
                        plan("chandler: {parameters: java.lang.String}"),
                        PLAN + ".chandler.parameters: must be the name of a record; java.lang.String is none"),
                broken(
                        schema("{type: object}"),
                        CREATE + "must have a $schema, such as http://json-schema.org/draft-04/schema#"),
                broken(
                        schema("{$schema: 'http://example.com/schema'}"),
                        CREATE + "must have a $schema of draft-04, draft-06, draft-07, 2019-09 or 2020-12, such as"
                                + " http://json-schema.org/draft-04/schema#"),
                broken(
                        schema("{$schema: 'http://json-schema.org/draft-04/schema#', type: strin}"),
                        CREATE + "is no valid JSON Schema at /type"),
                broken(
                        schema("{$schema: 'http://json-schema.org/draft-04/schema#', pattern: '('}"),
                        CREATE + "has a pattern that is no regular expression: Unclosed group"),
                broken(
                        schema("{$schema: 'http://json-schema.org/draft-04/schema#', $ref: 'http://example.com/a'}"),
                        CREATE + "must refer to parts of itself only: each $ref must begin with #"),
                broken(
                        schema("{$schema: 'http://json-schema.org/draft-04/schema#', $ref: '#/definitions/a'}"),
                        CREATE + "must have the part that a $ref refers to, #/definitions/a"),
                broken(
                        schema("{$schema: 'http://json-schema.org/draft-04/schema#', allOf: [{$ref: '#'}]}"),
                        CREATE + "must not have a $ref that leads back to itself"),
                broken(
                        schema("{$schema: 'http://json-schema.org/draft-04/schema#', description: " + "d".repeat(65_536)
                                + "}"),
                        CREATE + "must be at most 65536 bytes long, has 65606"),
                broken(schema("[]"), CREATE + "must be an object"),
                broken(
                        plan("schemas: {service_instances: {}}"),
                        PLAN + ".schemas.service_instances: is not a known member; did you mean service_instance?"));
    }

    private static Arguments broken(String catalog, String... mistakes) {
        return Arguments.of(catalog, List.of(mistakes));
    }

    @ParameterizedTest
    @MethodSource("brokenCatalogs")
    void tellsAllMistakesWithTheirPaths(String catalog, List<String> mistakes) {
        var failure = catchThrowableOfType(CatalogException.class, () -> CatalogFile.parse(catalog, "catalog.yml"));
        assertThat(failure.mistakes()).containsExactlyElementsOf(mistakes);
        assertThat(failure).hasMessageContainingAll(mistakes.toArray(CharSequence[]::new));
    }

    @Test
    void tellsWhereIdsAndNamesOccurAgain() {
        var twice = OFFERING + OFFERING.substring("services:\n".length()) + """
                  - id: 6d0bd4e5-3e36-4d3c-b7c1-0a1b6a3e7c12
                    name: mysql
                    description: Another.
                    bindable: true
                    plans:
                      - {id: 0f7c3c1c-96f8-4f6b-8b5b-6f0f0a9c7d01, name: one, description: One.}
                      - {id: 0f7c3c1c-96f8-4f6b-8b5b-6f0f0a9c7d04, name: one, description: Other.}
                      - {id: 0f7c3c1c-96f8-4f6b-8b5b-6f0f0a9c7d05, name: One, description: Legal.}
                """;
        assertThatThrownBy(() -> CatalogFile.parse(twice, "catalog.yml")).hasMessage("""
                catalog.yml has 4 mistakes:
                  services[2].plans[0].name: must be unique within the offering; also at services[2].plans[1]
                  services[0].id: must be unique over all offerings; also at services[1]
                  services[0].name: must be unique over all offerings; also at services[1]
                  services[0].plans[0].id: must be unique over all plans; also at services[1].plans[0], \
                services[2].plans[0]\
                """);
    }

    @Test
    void tellsWhereTheYamlIsBroken() {
        assertThatThrownBy(() -> CatalogFile.parse("services:\n  - id: [", "catalog.yml"))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("catalog.yml has a mistake:\n  line 2, column ")
                .hasMessageContaining("is no valid YAML");
        assertThatThrownBy(() -> CatalogFile.parse("services: []\nservices: []\n", "catalog.yml"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("line 2, column ")
                .hasMessageContaining("services");
    }

    @Test
    void saysThatAliasesAreNotFollowed() {
        var catalog = OFFERING.replace("services:", "x-text: &text A database.\nservices:")
                .replace("description: A database.", "description: *text");
        assertThatThrownBy(() -> CatalogFile.parse(catalog, "catalog.yml"))
                .hasMessageContaining("line 5: ")
                .hasMessageContaining("an alias (*text) cannot be used");
    }

    @Test
    void neverTellsTheSecretOfADashboard() {
        assertThatThrownBy(() ->
                        CatalogFile.parse(offering("dashboard_client: {id: [a], secret: hunter2}"), "catalog.yml"))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void warnsOfWhatIsAllowedButNotGood() {
        var catalog = OFFERING.replace("6d0bd4e5-3e36-4d3c-b7c1-0a1b6a3e7c11", "postgres-service")
                        .replace("name: small", "name: very small")
                        .replace("Small.", "S".repeat(256))
                        .replace("bindable: true", "bindable: false")
                + """
                        binding_rotatable: true
                        schemas:
                          service_binding:
                            create: {parameters: {$schema: 'https://json-schema.org/draft/2020-12/schema'}}
                        chandler: {answer_within: 30s}
                """;
        assertThat(CatalogFile.parse(catalog, "catalog.yml").warnings())
                .containsExactly(
                        "services[0].id: should be a GUID, as it must be unique in the world and never change",
                        PLAN + ".name: should consist of letters, digits, '.' and '-', so that it can be typed",
                        PLAN + ".description: should have at most 255 characters, as platforms may cut it",
                        PLAN + ".binding_rotatable: has no effect, as the plan is not bindable",
                        PLAN + ".schemas.service_binding.create.parameters: should be draft-04, as Cloud Foundry may"
                                + " refuse later drafts",
                        PLAN + ".schemas.service_binding: has no effect, as the plan is not bindable",
                        PLAN + ".chandler.answer_within: should be at most 10s, as some platforms wait no longer");
    }

    @ParameterizedTest
    @MethodSource
    void takesEverySemanticVersionAndNothingElse(String version, boolean valid) {
        var catalog = plan("maintenance_info: {version: " + Json.mapper().writeValueAsString(version) + "}");
        if (valid) {
            assertThat(CatalogFile.parse(catalog, "catalog.yml").warnings()).isEmpty();
        } else {
            assertThatThrownBy(() -> CatalogFile.parse(catalog, "catalog.yml"))
                    .hasMessageContaining("maintenance_info.version: must be a semantic version 2.0");
        }
    }

    static Stream<Arguments> takesEverySemanticVersionAndNothingElse() {
        var valid = Stream.of(
                "0.0.0",
                "2.1.1+abcdef",
                "1.0.0-rc.1",
                "1.0.0-0A.is.legal",
                "1.2.3----RC-SNAPSHOT.12.9.1--.12",
                "1.1.2+meta-valid",
                "1.0.0-alpha0.valid",
                "99999999999999999999999.999999999999999999.99999999999999999",
                "1.0.0-alpha.0valid",
                "1.0.0+0.build.1-rc.10000aaa-kk-0.1");
        var invalid = Stream.of(
                "1",
                "1.2",
                "1.2.3-0123",
                "1.2.3-0123.0123",
                "1.1.2+.123",
                "+invalid",
                "alpha",
                "1.0.0-alpha_beta",
                "01.1.1",
                "1.01.1",
                "1.1.01",
                "v1.2.3",
                "1.2.3.DEV",
                "1.2-SNAPSHOT",
                "1.1.2-",
                "1.1.2+",
                " 1.2.3",
                "1.2.3\n",
                "1.0.0-alpha..1",
                "١.2.3");
        return Stream.concat(
                valid.map(version -> Arguments.of(version, true)),
                invalid.map(version -> Arguments.of(version, false)));
    }
}
