package io.chandler.resources.internal;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Objects as JSON: {@code {"metadata":{...},"spec":...,"status":...}}, with the field names of Kubernetes. Namespace,
 * name and revision are not repeated in it: the key and the entry have them. Unknown fields of the object and its
 * metadata are skipped. Thread-safe.
 */
public final class JsonCodec<S, T> {

    private final ResourceType<S, T> type;
    private final JsonMapper mapper;
    private final ObjectWriter specWriter;
    private final ObjectWriter statusWriter;
    private final ObjectReader specReader;
    private final ObjectReader statusReader;

    /** A codec for a type whose parts the mapper can write and read. */
    public JsonCodec(ResourceType<S, T> type, JsonMapper mapper) {
        this.type = type;
        this.mapper = mapper;
        var reading = mapper.rebuild().addModule(new StoredForm()).build();
        specWriter = mapper.writerFor(type.spec()).without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        statusWriter = mapper.writerFor(type.status()).without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        specReader = reading.readerFor(type.spec()).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        statusReader = reading.readerFor(type.status()).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The bytes of an object. @throws StoreException.Invalid if a part cannot be written as JSON */
    public byte[] encode(Resource<S, T> resource) {
        var out = new ByteArrayBuilder(1_500);
        try (var generator = mapper.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeName("metadata");
            write(generator, resource.metadata());
            generator.writeName("spec");
            specWriter.writeValue(generator, resource.spec());
            generator.writeName("status");
            statusWriter.writeValue(generator, resource.status());
            generator.writeEndObject();
        } catch (JacksonException e) {
            throw new StoreException.Invalid("cannot be written as JSON: " + type.kind() + " " + resource.ref() + " ("
                    + e.getClass().getSimpleName() + ")");
        }
        return out.toByteArray();
    }

    /** The object in the bytes. @throws StoreException.Invalid if they hold none */
    public Resource<S, T> decode(Ref ref, Revision revision, byte[] value) {
        Metadata metadata = null;
        S spec = null;
        T status = null;
        try (var parser = mapper.createParser(value)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, ref);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "metadata" -> metadata = metadata(parser, ref, revision);
                    case "spec" -> spec = specReader.readValue(parser);
                    case "status" -> status = statusReader.readValue(parser);
                    default -> parser.skipChildren();
                }
            }
        } catch (JacksonException | DateTimeException e) {
            throw unreadable(ref);
        }
        if (metadata == null || spec == null || status == null) {
            throw unreadable(ref);
        }
        return new Resource<>(metadata, spec, status);
    }

    /** The labels of the object in the bytes, which is not decoded. @throws StoreException.Invalid if they hold none */
    public Map<String, String> labels(Ref ref, byte[] value) {
        try (var parser = mapper.createParser(value)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, ref);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean metadata = parser.currentName().equals("metadata");
                parser.nextToken();
                if (metadata) {
                    return metadata(parser, ref, Revision.ZERO).labels();
                }
                parser.skipChildren();
            }
        } catch (JacksonException | DateTimeException e) {
            throw unreadable(ref);
        }
        throw unreadable(ref);
    }

    private static void write(JsonGenerator generator, Metadata metadata) {
        generator.writeStartObject();
        generator.writeStringProperty("uid", metadata.uid());
        generator.writeNumberProperty("generation", metadata.generation());
        generator.writeStringProperty(
                "creationTimestamp", metadata.creationTimestamp().toString());
        if (metadata.deletionTimestamp().isPresent()) {
            generator.writeStringProperty(
                    "deletionTimestamp", metadata.deletionTimestamp().get().toString());
        }
        write(generator, "labels", metadata.labels());
        write(generator, "annotations", metadata.annotations());
        if (!metadata.finalizers().isEmpty()) {
            generator.writeArrayPropertyStart("finalizers");
            for (var finalizer : metadata.finalizers()) {
                generator.writeString(finalizer);
            }
            generator.writeEndArray();
        }
        generator.writeEndObject();
    }

    private static void write(JsonGenerator generator, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            generator.writeObjectPropertyStart(name);
            for (var text : texts.entrySet()) {
                generator.writeStringProperty(text.getKey(), text.getValue());
            }
            generator.writeEndObject();
        }
    }

    private Metadata metadata(JsonParser parser, Ref ref, Revision revision) {
        expect(parser.currentToken() == JsonToken.START_OBJECT, ref);
        String uid = "";
        long generation = 0;
        var created = Instant.EPOCH;
        Optional<Instant> deleted = Optional.empty();
        var labels = Map.<String, String>of();
        var annotations = Map.<String, String>of();
        var finalizers = List.<String>of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "uid" -> uid = text(parser, ref);
                case "generation" -> generation = parser.getLongValue();
                case "creationTimestamp" -> created = time(parser, ref);
                case "deletionTimestamp" -> deleted = Optional.of(time(parser, ref));
                case "labels" -> labels = texts(parser, ref);
                case "annotations" -> annotations = texts(parser, ref);
                case "finalizers" -> finalizers = list(parser, ref);
                default -> parser.skipChildren();
            }
        }
        return new Metadata(ref, uid, revision, generation, created, deleted, labels, annotations, finalizers);
    }

    private Map<String, String> texts(JsonParser parser, Ref ref) {
        expect(parser.currentToken() == JsonToken.START_OBJECT, ref);
        var texts = new LinkedHashMap<String, String>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            texts.put(name, text(parser, ref));
        }
        return texts;
    }

    private List<String> list(JsonParser parser, Ref ref) {
        expect(parser.currentToken() == JsonToken.START_ARRAY, ref);
        var list = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(text(parser, ref));
        }
        return list;
    }

    private Instant time(JsonParser parser, Ref ref) {
        var text = text(parser, ref);
        var known = Times.read(text.toCharArray(), 0, text.length());
        return known == null ? Instant.parse(text) : known;
    }

    private String text(JsonParser parser, Ref ref) {
        @Nullable String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
        if (text == null) {
            throw unreadable(ref);
        }
        return text;
    }

    private void expect(boolean holds, Ref ref) {
        if (!holds) {
            throw unreadable(ref);
        }
    }

    private StoreException.Invalid unreadable(Ref ref) {
        return new StoreException.Invalid("cannot be read as " + type.kind() + ": " + ref);
    }
}
