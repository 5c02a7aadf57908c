package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * An object as a client sent it.
 *
 * @param object of a member that was sent twice, the last
 * @param duplicates the paths of members that were sent twice, such as {@code spec.plan}
 */
public record RequestBody(ObjectNode object, List<String> duplicates) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public RequestBody {
        duplicates = List.copyOf(duplicates);
    }

    /** Reads JSON. @throws PatchException.Malformed if it is not one JSON object */
    public static RequestBody json(byte[] body) {
        return read(body, PatchJson.MAPPER, "JSON");
    }

    /** Reads YAML, of which JSON is a part. @throws PatchException.Malformed if it is not one object, or has aliases */
    public static RequestBody yaml(byte[] body) {
        for (byte character : body) {
            if (character == '{') {
                return json(body);
            }
            if (!Character.isWhitespace(character)) {
                break;
            }
        }
        return read(body, YAML, "YAML");
    }

    private static RequestBody read(byte[] body, ObjectMapper mapper, String format) {
        try (var parser = mapper.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                var reading = new Reading(parser, new ArrayList<>());
                var object = reading.object("");
                if (parser.nextToken() == null) {
                    return new RequestBody(object, reading.duplicates);
                }
            }
        } catch (JacksonException e) {
            // Refused below: the parser's words quote the body.
        }
        throw new PatchException.Malformed("the body must be one object in " + format);
    }

    private record Reading(JsonParser parser, List<String> duplicates) {

        ObjectNode object(String path) {
            var object = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                var inner = path.isEmpty() ? name : path + "." + name;
                parser.nextToken();
                if (object.has(name)) {
                    duplicates.add(inner);
                }
                object.set(name, value(inner));
            }
            return object;
        }

        private JsonNode value(String path) {
            var nodes = JsonNodeFactory.instance;
            if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                throw new PatchException.Malformed(path + ": an alias cannot be used; write the value again");
            }
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(path);
                case START_ARRAY -> {
                    var array = nodes.arrayNode();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        array.add(value(path + "[" + array.size() + "]"));
                    }
                    yield array;
                }
                case VALUE_STRING -> nodes.stringNode(parser.getString());
                case VALUE_NUMBER_INT -> integer();
                case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
                case VALUE_TRUE -> nodes.booleanNode(true);
                case VALUE_FALSE -> nodes.booleanNode(false);
                default -> nodes.nullNode();
            };
        }

        private JsonNode integer() {
            return switch (parser.getNumberType()) {
                case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
                case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
                default -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
            };
        }
    }
}
