package io.chandler.cli.internal;

import io.chandler.broker.parameters.ParameterValidator;
import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** How parameters are given on the command line. */
final class ParameterOptions {

    @Option(
            names = {"-c", "--parameters"},
            paramLabel = "JSON",
            description = {
                "The parameters: a JSON object, or @FILE of JSON or YAML (.yml, .yaml), or - for standard input."
            })
    @Nullable
    String document;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "KEY=VALUE",
            description = {
                "One parameter; may be repeated, and comes over -c. A dot in KEY leads into an object. "
                        + "VALUE is JSON where it can be read so, else a text."
            })
    List<String> pairs = List.of();

    @Option(
            names = "--no-check",
            description = "Send the parameters without checking them against the schema of the plan.")
    boolean unchecked;

    boolean given() {
        return document != null || !pairs.isEmpty();
    }

    /**
     * The parameters, checked.
     *
     * @param schema of the plan, if it has one
     */
    ObjectNode read(Environment environment, Optional<ObjectNode> schema) {
        var parameters = document == null ? Json.object() : parse(environment, document);
        for (var pair : pairs) {
            add(parameters, pair, schema.<JsonNode>map(found -> found).orElse(MissingNode.getInstance()));
        }
        if (!unchecked && schema.isPresent()) {
            check(environment, schema.get(), parameters);
        }
        return parameters;
    }

    private static void check(Environment environment, ObjectNode schema, ObjectNode parameters) {
        List<String> problems;
        try {
            problems = ParameterValidator.compile(schema).problems(parameters);
        } catch (IllegalArgumentException e) {
            environment
                    .err()
                    .println("Warning: the parameters are not checked, since the catalog's schema cannot be used: "
                            + Text.sentence(String.valueOf(e.getMessage())));
            return;
        }
        if (!problems.isEmpty()) {
            throw wrong(String.join(
                    System.lineSeparator(), problems.stream().map(Text::clean).toList()));
        }
    }

    private static ObjectNode parse(Environment environment, String document) {
        try {
            if (document.equals("-") || document.equals("@-")) {
                return object(Json.mapper().readTree(environment.in().readAllBytes()), "Standard input");
            }
            if (!document.startsWith("@")) {
                return object(Json.mapper().readTree(document), "The value of -c");
            }
            var file = Path.of(document.substring(1));
            var bytes = Files.readAllBytes(file);
            var name = file.toString().toLowerCase(Locale.ROOT);
            boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml");
            return object(yaml ? yaml().readTree(bytes) : Json.mapper().readTree(bytes), file.toString());
        } catch (IOException e) {
            throw wrong("Cannot read " + document + ": " + Text.reason(e) + ".");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw wrong("The parameters given with -c cannot be read"
                    + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr())
                    + ". Give a JSON object such as '{\"size\": 10}', or @FILE.");
        }
    }

    private static YAMLMapper yaml() {
        return YAMLMapper.builder()
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
    }

    private static ObjectNode object(JsonNode node, String what) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw wrong(what + " must be an object such as {\"size\": 10}.");
    }

    private static void add(ObjectNode parameters, String pair, JsonNode schema) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw wrong("\"" + pair + "\" must be KEY=VALUE.");
        }
        var steps = pair.substring(0, equals).split("\\.", -1);
        var at = parameters;
        var type = schema;
        for (int i = 0; i < steps.length - 1; i++) {
            type = type.path("properties").path(steps[i]);
            at = at.get(steps[i]) instanceof ObjectNode found ? found : at.putObject(steps[i]);
        }
        var last = steps[steps.length - 1];
        at.set(last, value(pair.substring(equals + 1), type.path("properties").path(last)));
    }

    private static JsonNode value(String text, JsonNode schema) {
        if (schema.path("type").isString() && schema.path("type").stringValue().equals("string")) {
            return StringNode.valueOf(text);
        }
        try {
            var node = Json.mapper().readTree(text);
            return node.isMissingNode() ? StringNode.valueOf(text) : node;
        } catch (JacksonException notJson) {
            return StringNode.valueOf(text);
        }
    }

    private static CommandFailure wrong(String sentence) {
        return new CommandFailure(ExitCodes.USAGE, sentence);
    }
}
