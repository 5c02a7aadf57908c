package io.chandler.adapter.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the first document of a YAML text as yaml.v2 does: aliases and merged maps resolved, the last of equal keys kept. */
final class YamlReader {

    private static final int LARGEST = 64 * 1024 * 1024;
    private static final int DEEPEST = 200;
    private static final int MOST_VALUES = 2_000_000;
    private static final String TAGS = "tag:yaml.org,2002:";

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(LARGEST).setUseMarks(true).build();

    private final Iterator<Event> events;
    private final Map<Anchor, Source> anchors = new HashMap<>();
    private int depth;
    private int values;

    private YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    /** The document; null where there is none. */
    static @Nullable Source read(String text) {
        try {
            return new YamlReader(new Parse(SETTINGS).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            throw new DocumentException(place(e.getProblemMark()) + e.getProblem());
        } catch (YamlEngineException e) {
            throw new DocumentException("not YAML: " + e.getMessage());
        }
    }

    private @Nullable Source document() {
        while (events.hasNext()) {
            var event = events.next();
            if (event instanceof NodeEvent) {
                return node(event);
            }
            if (event.getEventId() == Event.ID.StreamEnd) {
                break;
            }
        }
        return null;
    }

    private Source node(Event event) {
        if (++depth > DEEPEST) {
            throw wrong(event, "values are nested too deeply");
        }
        var source = switch (event) {
            case AliasEvent alias ->
                Optional.ofNullable(anchors.get(alias.getAlias()))
                        .orElseThrow(() -> wrong(event, "alias of an anchor that is unknown or around it"));
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent _ -> new Source.Sequence(items());
            case MappingStartEvent _ -> new Source.Mapping(members());
            default -> throw wrong(event, "unexpected " + event.getEventId());
        };
        if (!(event instanceof AliasEvent)) {
            ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, source));
        }
        depth--;
        return source;
    }

    private List<Source> items() {
        var items = new ArrayList<Source>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event));
        }
        return items;
    }

    private Map<String, Source.Member> members() {
        var members = new LinkedHashMap<String, Source.Member>();
        var merged = new ArrayList<Source.Mapping>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(node(event) instanceof Source.Scalar key)) {
                throw wrong(event, "a key must be a text, not a list or a map");
            }
            var valueEvent = events.next();
            var value = node(valueEvent);
            if (key.plain() && key.text().equals("<<")) {
                switch (value) {
                    case Source.Mapping mapping -> merged.add(mapping);
                    case Source.Sequence(var items) -> {
                        for (var item : items) {
                            if (!(item instanceof Source.Mapping mapping)) {
                                throw wrong(valueEvent, "only maps can be merged");
                            }
                            merged.add(mapping);
                        }
                    }
                    case Source.Scalar _ -> throw wrong(valueEvent, "only maps can be merged");
                }
            } else {
                members.put(key.text(), new Source.Member(key, value));
            }
        }
        merged.forEach(mapping -> mapping.members().forEach(members::putIfAbsent));
        return members;
    }

    private static Source.Scalar scalar(ScalarEvent scalar) {
        var text = scalar.getValue();
        var tag = scalar.getTag().filter(name -> !name.equals("!"));
        if (tag.isEmpty()) {
            boolean plain = scalar.isPlain() && scalar.getImplicit().canOmitTagInPlainScalar();
            return new Source.Scalar(text, plain, plain ? PlainScalar.value(text) : text);
        }
        return switch (tag.get()) {
            case TAGS + "int", TAGS + "float", TAGS + "bool", TAGS + "null" ->
                new Source.Scalar(text, false, PlainScalar.value(text));
            case TAGS + "binary" -> new Source.Scalar(text, false, binary(scalar, text));
            default -> new Source.Scalar(text, false, text);
        };
    }

    private static String binary(ScalarEvent scalar, String text) {
        try {
            var bytes = Base64.getMimeDecoder().decode(text);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw wrong(scalar, "!!binary must be the base64 of a text");
        }
    }

    /** The value of a document, with maps and lists that may be changed. */
    @Nullable
    Object value(@Nullable Source source) {
        if (++values > MOST_VALUES) {
            throw new DocumentException("aliases make the document too large");
        }
        return switch (source) {
            case null -> null;
            case Source.Scalar scalar -> scalar.value();
            case Source.Sequence(var items) -> {
                List<@Nullable Object> list = new ArrayList<>(items.size());
                items.forEach(item -> list.add(value(item)));
                yield list;
            }
            case Source.Mapping(var members) -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                members.forEach((key, member) -> map.put(key, value(member.value())));
                yield map;
            }
        };
    }

    /** The value of a source that is there. */
    static @Nullable Object valueOf(@Nullable Source source) {
        return new YamlReader(List.<Event>of().iterator()).value(source);
    }

    private static DocumentException wrong(Event event, String problem) {
        return new DocumentException(place(event.getStartMark()) + problem);
    }

    private static String place(Optional<Mark> mark) {
        return mark.map(at -> "line " + (at.getLine() + 1) + ": ").orElse("");
    }
}
