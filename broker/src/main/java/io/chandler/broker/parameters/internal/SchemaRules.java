package io.chandler.broker.parameters.internal;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.chandler.osb.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a schema of parameters must be: section "Schemas Object". */
public final class SchemaRules {

    /** The longest schema, serialised. */
    public static final int MAXIMUM_BYTES = 65_536;

    private static final Set<String> BUNDLED = Set.of("json-schema.org");

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_4,
            builder -> builder.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ROOT)
                            .pathType(PathType.JSON_POINTER)
                            .regularExpressionFactory(new LimitedPatterns())
                            .build())
                    .schemaLoader(loader -> loader.allow(SchemaRules::bundled)));

    private static final ConcurrentMap<SpecificationVersion, Schema> DIALECTS = new ConcurrentHashMap<>();

    private SchemaRules() {}

    /** The dialects' own schemas come from the library; nothing else is ever loaded. */
    private static boolean bundled(AbsoluteIri iri) {
        var text = iri.toString();
        return text.startsWith("classpath:") || BUNDLED.stream().anyMatch(host -> text.contains("://" + host + "/"));
    }

    /** What is wrong with a schema, each a clause such as "must ..."; empty if it can be used. */
    public static List<String> problems(ObjectNode schema) {
        var problems = new LinkedHashSet<String>();
        int length = Json.mapper().writeValueAsBytes(schema).length;
        if (length > MAXIMUM_BYTES) {
            problems.add("must be at most " + MAXIMUM_BYTES + " bytes long, has " + length);
            return List.copyOf(problems);
        }
        var version = version(schema, problems);
        problems.addAll(SchemaReferences.problems(schema));
        if (version.isEmpty() || !problems.isEmpty()) {
            return List.copyOf(problems);
        }
        var dialect = DIALECTS.computeIfAbsent(
                version.get(), known -> REGISTRY.getSchema(SchemaLocation.of(known.getDialectId())));
        for (var error : dialect.validate(schema)) {
            if (!error.getKeyword().equals("format")) {
                problems.add("is no valid JSON Schema at "
                        + place(error.getInstanceLocation().toString()));
            }
        }
        patterns(schema, problems);
        return List.copyOf(problems);
    }

    /** Whether the schema is of draft-04, the only one that Cloud Foundry is sure to take. */
    public static boolean draft4(ObjectNode schema) {
        return SpecificationVersion.fromSchemaNode(schema)
                .filter(version -> version == SpecificationVersion.DRAFT_4)
                .isPresent();
    }

    /** Compiles a schema; throws IllegalArgumentException that says what is wrong with it. */
    static Schema compile(ObjectNode schema) {
        var problems = problems(schema);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the schema " + String.join("; it ", problems));
        }
        try {
            var compiled = REGISTRY.getSchema(schema.deepCopy());
            compiled.initializeValidators();
            return compiled;
        } catch (SchemaException e) {
            throw new IllegalArgumentException("the schema cannot be used: " + e.getMessage(), e);
        }
    }

    private static Optional<SpecificationVersion> version(ObjectNode schema, Set<String> problems) {
        var dialect = schema.get("$schema");
        if (dialect == null || !dialect.isString()) {
            problems.add("must have a $schema, such as " + SchemaWriter.DRAFT_4);
            return Optional.empty();
        }
        var version = SpecificationVersion.fromDialectId(dialect.stringValue());
        if (version.isEmpty()) {
            problems.add("must have a $schema of draft-04, draft-06, draft-07, 2019-09 or 2020-12, such as "
                    + SchemaWriter.DRAFT_4);
        }
        return version;
    }

    private static void patterns(JsonNode node, Set<String> problems) {
        if (node.isObject()) {
            var pattern = node.get("pattern");
            if (pattern != null && pattern.isString()) {
                pattern(pattern.stringValue(), problems);
            }
            var byPattern = node.get("patternProperties");
            if (byPattern != null && byPattern.isObject()) {
                byPattern.properties().forEach(member -> pattern(member.getKey(), problems));
            }
        }
        for (var child : node.values()) {
            patterns(child, problems);
        }
    }

    private static void pattern(String regex, Set<String> problems) {
        LimitedPatterns.problem(regex)
                .ifPresent(problem -> problems.add("has a pattern that is no regular expression: " + problem));
    }

    private static String place(String pointer) {
        return pointer.isEmpty() ? "its top" : pointer;
    }
}
