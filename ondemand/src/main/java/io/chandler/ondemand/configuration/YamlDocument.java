package io.chandler.ondemand.configuration;

import io.chandler.ondemand.configuration.Node.Mapping;
import io.chandler.ondemand.configuration.Node.Member;
import io.chandler.ondemand.configuration.Node.Scalar;
import io.chandler.ondemand.configuration.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads the first document of a YAML text as nodes. */
final class YamlDocument {

    private static final int DEEPEST = 100;
    private static final int LARGEST = 1_000_000;
    private static final String MERGE = "<<";

    private int nodes;

    private YamlDocument() {}

    /**
     * The document; nothing where the text has none.
     *
     * @throws ConfigurationException if it is not YAML
     */
    static Optional<Node> parse(String text) {
        var settings = LoadSettings.builder()
                .setSchema(new FailsafeSchema())
                .setCodePointLimit(64 << 20)
                .build();
        try {
            var documents = new Compose(settings).composeAllFromString(text).iterator();
            return documents.hasNext()
                    ? Optional.of(new YamlDocument().convert(documents.next(), 0))
                    : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ");
            throw new ConfigurationException("yaml: " + line.orElse("") + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigurationException("yaml: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private Node convert(org.snakeyaml.engine.v2.nodes.Node node, int depth) {
        if (depth > DEEPEST || ++nodes > LARGEST) {
            throw new ConfigurationException("yaml: line " + line(node) + ": document contains excessive aliasing");
        }
        return switch (node) {
            case ScalarNode scalar ->
                new Scalar(scalar.getValue(), scalar.isPlain() && !explicitText(scalar), line(scalar));
            case SequenceNode sequence ->
                new Sequence(
                        sequence.getValue().stream()
                                .map(item -> convert(item, depth + 1))
                                .toList(),
                        line(sequence));
            case MappingNode mapping -> new Mapping(members(mapping, depth), line(mapping));
            default -> throw new ConfigurationException("yaml: line " + line(node) + ": unknown anchor referenced");
        };
    }

    /** With the failsafe schema every plain scalar has the tag of text; what is written out begins at an earlier mark. */
    private static boolean explicitText(ScalarNode scalar) {
        var start = scalar.getStartMark().map(Mark::getPointer).orElse(0);
        return scalar.getTag().equals(Tag.STR)
                && scalar.getStartMark()
                        .filter(mark -> start < mark.getBuffer().length && mark.getBuffer()[start] == '!')
                        .isPresent();
    }

    private List<Member> members(MappingNode mapping, int depth) {
        var own = new ArrayList<Member>();
        var merged = new ArrayList<Member>();
        for (NodeTuple tuple : mapping.getValue()) {
            var value = convert(tuple.getValueNode(), depth + 1);
            var key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                throw new ConfigurationException("yaml: line " + line(key) + ": a key must be text");
            }
            if (scalar.isPlain() && scalar.getValue().equals(MERGE)) {
                merge(value, merged);
            } else {
                own.add(new Member(scalar.getValue(), value, line(key)));
            }
        }
        var keys = own.stream().map(Member::key).collect(Collectors.toSet());
        merged.stream().filter(member -> keys.add(member.key())).forEach(own::add);
        return List.copyOf(own);
    }

    private static void merge(Node value, List<Member> merged) {
        switch (value) {
            case Mapping mapping -> merged.addAll(mapping.members());
            case Sequence sequence -> sequence.items().forEach(item -> merge(item, merged));
            case Scalar scalar ->
                throw new ConfigurationException(
                        "yaml: line " + scalar.line() + ": map merge requires map or sequence of maps as the value");
        }
    }

    private static int line(org.snakeyaml.engine.v2.nodes.Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
