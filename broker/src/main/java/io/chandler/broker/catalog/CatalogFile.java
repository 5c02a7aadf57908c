package io.chandler.broker.catalog;

import io.chandler.broker.catalog.internal.CatalogFileReader;
import io.chandler.broker.catalog.internal.Findings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Catalogs in YAML or JSON files: the members of the response body of a catalog request, and a member {@code
 * chandler} in offerings and plans for what is not published.
 *
 * <p>Other than in the response body, {@code instances_retrievable} and {@code bindings_retrievable} are true where
 * they are missing, and {@code maximum_polling_duration} may have a unit. Unknown members are mistakes, unless their
 * name begins with {@code x-} or {@code x_} or contains a colon or a dot; metadata may have any.
 */
public final class CatalogFile {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CatalogFile() {}

    /**
     * Reads and checks a file.
     *
     * @throws CatalogException with all mistakes, or because the file cannot be read
     */
    public static CatalogDefinition read(Path file) {
        return parse(text(file), file.toString());
    }

    /**
     * Reads and checks a text.
     *
     * @param source what the text is called in messages
     * @throws CatalogException with all mistakes
     */
    public static CatalogDefinition parse(String text, String source) {
        JsonNode tree;
        try {
            refuseAliases(text, source);
            tree = MAPPER.readTree(text);
        } catch (JacksonException e) {
            var location = e.getLocation();
            var place = location == null || location.getLineNr() < 1
                    ? ""
                    : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
            throw failed(source, place + "is no valid YAML: " + firstLine(e.getOriginalMessage()));
        }
        if (!(tree instanceof ObjectNode root)) {
            throw failed(source, "services: must be a list of at least one offering");
        }
        var findings = new Findings();
        return CatalogDefinition.checked(new CatalogFileReader(findings).read(root), findings, source);
    }

    /** The mapper would take an alias for a text with the alias's name. */
    private static void refuseAliases(String text, String source) {
        try (var parser = MAPPER.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    throw failed(
                            source,
                            "line " + yaml.currentTokenLocation().getLineNr() + ": an alias (*" + yaml.getString()
                                    + ") cannot be used here; write the value again");
                }
            }
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            throw failed(file.toString(), "there is no such file");
        } catch (CharacterCodingException _) {
            throw failed(file.toString(), "the file must be written in UTF-8");
        } catch (IOException e) {
            throw failed(file.toString(), "the file cannot be read: " + e.getMessage());
        }
    }

    private static CatalogException failed(String source, String mistake) {
        return new CatalogException(source, List.of(mistake));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
