package io.chandler.resources.served;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What API clients are told of a kind of objects. The objects are in namespaces.
 *
 * @param plural lower case, such as {@code serviceinstances}
 * @param singular lower case, such as {@code serviceinstance}
 * @param kind such as {@code ServiceInstance}
 * @param shortNames such as {@code si}
 * @param categories names of groups of kinds, such as {@code all}
 * @param verbs what clients may ask for
 * @param statusVerbs what clients may ask of the subresource {@code status}: get, update, patch; none where there is no
 *     such subresource
 * @param description one or two sentences for {@code kubectl explain}
 * @param specSchema the JSON schema of the spec as OpenAPI 3.0 writes it, with descriptions
 * @param statusSchema the same of the status
 * @param columns what a table shows between the name and the age
 * @param subresources further subresources, which can only be read
 */
public record ServedDefinition(
        String plural,
        String singular,
        String kind,
        List<String> shortNames,
        List<String> categories,
        Set<Verb> verbs,
        Set<Verb> statusVerbs,
        String description,
        ObjectNode specSchema,
        ObjectNode statusSchema,
        List<Column> columns,
        List<Subresource> subresources) {

    public ServedDefinition {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        verbs = Set.copyOf(verbs);
        statusVerbs = Set.copyOf(statusVerbs);
        columns = List.copyOf(columns);
        subresources = List.copyOf(subresources);
    }

    /** What a client may ask for, named as Kubernetes does. */
    public enum Verb {
        CREATE,
        DELETE,
        DELETECOLLECTION,
        GET,
        LIST,
        PATCH,
        UPDATE,
        WATCH
    }

    /**
     * A column of a table.
     *
     * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
     * @param priority 0 for always, 1 for wide tables only
     * @param value what an object shows in it: a scalar, or JSON null for nothing; a date as RFC 3339 text
     */
    public record Column(
            String name, String type, int priority, String description, Function<ApiObject, JsonNode> value) {}

    /**
     * A part of an object that is read on its own, under a permission of its own.
     *
     * @param name such as {@code credentials}
     * @param kind of the answer
     * @param description one sentence
     * @param schema of the answer without kind and metadata, as OpenAPI 3.0 writes it
     */
    public record Subresource(String name, String kind, String description, ObjectNode schema) {}
}
