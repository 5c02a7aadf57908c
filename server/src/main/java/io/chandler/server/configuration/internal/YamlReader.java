package io.chandler.server.configuration.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads one YAML document, keeping the line of each value and the text of each scalar. */
public final class YamlReader {

    private static final int DEEPEST = 50;

    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private final JsonParser parser;
    private final Problems problems;

    private YamlReader(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** Reads the document; what is wrong with it as YAML goes to the problems. An empty document is {@code Nothing}. */
    public static Node read(String text, Problems problems) {
        try (var parser = MAPPER.createParser(text)) {
            if (parser.nextToken() == null) {
                return new Node.Nothing(1);
            }
            var reader = new YamlReader(parser, problems);
            var node = reader.node("");
            if (parser.nextToken() != null) {
                problems.add("", reader.line(), "there must be one YAML document only");
            }
            return node;
        } catch (JacksonException e) {
            var place = e.getLocation();
            problems.add(
                    "", place == null ? 0 : place.getLineNr(), "is not YAML: " + firstLine(e.getOriginalMessage()));
            return new Node.Nothing(1);
        }
    }

    private Node node(String path) {
        int line = line();
        return switch (parser.currentToken()) {
            case START_OBJECT -> new Node.Mapping(members(path), line);
            case START_ARRAY -> new Node.Sequence(items(path), line);
            case VALUE_NULL -> new Node.Nothing(line);
            case VALUE_STRING -> new Node.Scalar(parser.getString(), false, line);
            default -> new Node.Scalar(parser.getString(), true, line);
        };
    }

    private List<Node.Member> members(String path) {
        var members = new ArrayList<Node.Member>();
        var names = new HashSet<String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            int line = line();
            var member = path.isEmpty() ? name : path + "." + name;
            parser.nextToken();
            var value = node(member);
            if (names.add(name)) {
                members.add(new Node.Member(name, value, line));
            } else {
                problems.add(member, line, "occurs twice");
            }
        }
        return List.copyOf(members);
    }

    private List<Node> items(String path) {
        var items = new ArrayList<Node>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(path + "[" + items.size() + "]"));
        }
        return List.copyOf(items);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "cannot be read" : message.lines().findFirst().orElse("cannot be read");
    }
}
