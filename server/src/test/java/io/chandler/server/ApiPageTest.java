package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The reference of the objects is the one that their definitions give; {@code dev/docs} writes it. */
class ApiPageTest {

    private static final Path PAGE = Path.of("../docs/kubernetes-api.md");
    private static final String MARK = "<!-- From here on the page is written by dev/docs. -->\n";

    @TempDir
    Path folder;

    @Test
    void theReferenceIsCurrent() throws Exception {
        var text = Files.readString(PAGE);
        assertThat(text).contains(MARK);
        var expected = text.substring(0, text.indexOf(MARK)) + MARK + reference();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(PAGE).content().as("run dev/docs").isEqualTo(expected);
    }

    private String reference() throws Exception {
        try (var broker = new ApiBroker(folder, "")) {
            return broker.running.broker().servedResources(Set.of("default")).stream()
                    .map(resource -> kind(resource.definition()))
                    .collect(Collectors.joining());
        }
    }

    private static String kind(ServedDefinition definition) {
        var page = new StringBuilder("\n## " + definition.kind() + "\n\n");
        page.append(definition.description()).append("\n\n");
        page.append("`").append(definition.plural()).append("`, for short `");
        page.append(String.join("`, `", definition.shortNames()))
                .append("`. Verbs: ")
                .append(verbs(definition.verbs()));
        page.append("; of `status`: ").append(verbs(definition.statusVerbs())).append(".\n\n");
        page.append("| column | shown | what |\n|---|---|---|\n");
        for (var column : definition.columns()) {
            page.append("| ").append(column.name().toUpperCase(Locale.ROOT)).append(" | ");
            page.append(column.priority() == 0 ? "always" : "with `-o wide`").append(" | ");
            page.append(column.description()).append(" |\n");
        }
        page.append("\n| field | type | what |\n|---|---|---|\n");
        fields(page, "spec", definition.specSchema());
        fields(page, "status", definition.statusSchema());
        for (var subresource : definition.subresources()) {
            page.append("\n### Subresource ").append(subresource.name()).append("\n\n");
            page.append(subresource.description())
                    .append(" Kind `")
                    .append(subresource.kind())
                    .append("`.\n\n");
            page.append("| field | type | what |\n|---|---|---|\n");
            subresource
                    .schema()
                    .path("properties")
                    .properties()
                    .forEach(field -> row(page, field.getKey(), field.getValue()));
        }
        return page.toString();
    }

    private static String verbs(Set<Verb> verbs) {
        return verbs.stream()
                .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static void fields(StringBuilder page, String path, JsonNode schema) {
        for (var field : schema.path("properties").properties()) {
            row(page, path + "." + field.getKey(), field.getValue());
        }
    }

    private static void row(StringBuilder page, String path, JsonNode schema) {
        page.append("| `")
                .append(path)
                .append("` | ")
                .append(schema.path("type").asString(""))
                .append(" | ");
        page.append(schema.path("description").asString("")).append(" |\n");
        fields(page, path, schema);
        fields(page, path + "[]", schema.path("items"));
    }
}
