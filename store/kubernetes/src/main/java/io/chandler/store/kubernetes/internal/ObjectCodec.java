package io.chandler.store.kubernetes.internal;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects as a cluster keeps them. The text {@code spec.record} is the object, and all that is read again: as a text its
 * numbers stay as they were written, and spec and status change in one write. Only finalizers and the time of the deletion
 * are those of the cluster, which others write too. What else is in the object shows people what it is, and labels find
 * it. Thread-safe.
 */
public final class ObjectCodec<S, T> {

    /** The label with the namespace that the broker gave the object. */
    public static final String PLATFORM = "chandler.io/platform";

    /** The label that objects with the same beginning of the name up to a slash share. */
    public static final String PARENT = "chandler.io/parent";

    /** Most bytes of an object: etcd takes 1.5 MiB in one request, with all that the cluster adds. */
    private static final int LARGEST = 1_000_000;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectReader METADATA =
            JSON.readerFor(Kept.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final List<String> SPEC_TEXTS = List.of("id", "instanceId", "serviceName", "planName");
    private static final List<String> OPERATION_TEXTS = List.of("type", "stage", "outcome", "description");

    private final ResourceType<S, T> type;
    private final String apiVersion;
    private final String namespace;
    private final JsonMapper mapper;
    private final ObjectWriter specWriter;
    private final ObjectWriter statusWriter;
    private final ObjectReader specReader;
    private final ObjectReader statusReader;

    /**
     * What is kept of the metadata, beside what the cluster keeps itself.
     *
     * @param finalizers none, as these are the cluster's; first versions expect the member
     */
    private record Kept(
            String namespace,
            String name,
            String uid,
            long generation,
            String creationTimestamp,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<String> finalizers) {}

    /**
     * A codec for a type whose parts the mapper can write and read.
     *
     * @param apiVersion group and version
     * @param namespace of the cluster
     */
    public ObjectCodec(ResourceType<S, T> type, JsonMapper mapper, String apiVersion, String namespace) {
        this.type = type;
        this.mapper = mapper;
        this.apiVersion = apiVersion;
        this.namespace = namespace;
        specWriter = mapper.writerFor(type.spec());
        statusWriter = mapper.writerFor(type.status());
        specReader = mapper.readerFor(type.spec()).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        statusReader = mapper.readerFor(type.status()).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * What to send to the cluster; with the revision that the object must have, unless that is zero.
     *
     * @throws StoreException.Invalid if the object cannot be written or is too large
     */
    public byte[] encode(Resource<S, T> resource) {
        var metadata = resource.metadata();
        var ref = metadata.ref();
        var object = JSON.createObjectNode();
        object.put("apiVersion", apiVersion).put("kind", type.kind());
        var outer = object.putObject("metadata");
        outer.put("name", Names.of(ref)).put("namespace", namespace);
        if (!metadata.revision().equals(Revision.ZERO)) {
            outer.put("resourceVersion", metadata.revision().toString());
        }
        metadata.deletionTimestamp()
                .ifPresent(time -> outer.put(
                        "deletionTimestamp",
                        time.truncatedTo(ChronoUnit.SECONDS).toString()));
        if (!metadata.finalizers().isEmpty()) {
            metadata.finalizers().forEach(outer.putArray("finalizers")::add);
        }
        var labels = outer.putObject("labels");
        metadata.labels().forEach(labels::put);
        labels.put(PLATFORM, Names.platform(ref.namespace()));
        int slash = ref.name().indexOf('/');
        if (slash >= 0) {
            labels.put(PARENT, Names.parent(ref.namespace(), ref.name().substring(0, slash)));
        }
        try {
            var spec = specWriter.writeValueAsString(resource.spec());
            var status = statusWriter.writeValueAsString(resource.status());
            summarize(object, spec, status);
            ((ObjectNode) object.path("spec")).put("record", record(metadata, spec, status));
        } catch (JacksonException e) {
            throw new StoreException.Invalid("cannot be written as JSON: " + type.kind() + " " + ref + " ("
                    + e.getClass().getSimpleName() + ")");
        }
        var bytes = JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LARGEST) {
            throw new StoreException.Invalid(type.kind() + " " + Names.of(ref) + " must be at most " + LARGEST
                    + " bytes large, not " + bytes.length);
        }
        return bytes;
    }

    private static String record(Metadata metadata, String spec, String status) {
        var text = new StringWriter(spec.length() + status.length() + 400);
        try (var generator = JSON.createGenerator(text)) {
            generator.writeStartObject();
            generator.writePOJOProperty(
                    "metadata",
                    new Kept(
                            metadata.ref().namespace(),
                            metadata.ref().name(),
                            metadata.uid(),
                            metadata.generation(),
                            metadata.creationTimestamp().toString(),
                            metadata.labels(),
                            metadata.annotations(),
                            List.of()));
            generator.writeName("spec");
            generator.writeRawValue(spec);
            generator.writeName("status");
            generator.writeRawValue(status);
            generator.writeEndObject();
        }
        return text.toString();
    }

    /** Shows people what the object is: nothing of it is read again, and nothing sealed is in it. */
    private static void summarize(ObjectNode object, String spec, String status) {
        var shownSpec = object.putObject("spec");
        copy(JSON.readTree(spec), shownSpec, SPEC_TEXTS);
        var stored = JSON.readTree(status);
        var shown = object.putObject("status");
        copy(stored, shown, List.of("phase"));
        if (stored.path("operation").isObject()) {
            copy(stored.path("operation"), shown.putObject("operation"), OPERATION_TEXTS);
        }
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> names) {
        for (var name : names) {
            from.path(name).asStringOpt().filter(text -> !text.isEmpty()).ifPresent(text -> to.put(name, text));
        }
    }

    /** The object that the cluster sent. @throws StoreException.Invalid if it is none of the broker's */
    public Resource<S, T> decode(JsonNode object) {
        var name = object.path("metadata").path("name").asString("");
        var record = object.path("spec").path("record").asString("");
        Kept kept = null;
        S spec = null;
        T status = null;
        try (var parser = mapper.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(name);
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var property = parser.currentName();
                parser.nextToken();
                switch (property) {
                    case "metadata" -> kept = METADATA.readValue(parser);
                    case "spec" -> spec = specReader.readValue(parser);
                    case "status" -> status = statusReader.readValue(parser);
                    default -> parser.skipChildren();
                }
            }
            if (kept == null || spec == null || status == null) {
                throw unreadable(name);
            }
            return new Resource<>(metadata(kept, object), spec, status);
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw unreadable(name);
        }
    }

    private static Metadata metadata(Kept kept, JsonNode object) {
        var outer = object.path("metadata");
        return new Metadata(
                new Ref(kept.namespace(), kept.name()),
                kept.uid(),
                revision(object),
                kept.generation(),
                Instant.parse(kept.creationTimestamp()),
                outer.path("deletionTimestamp").asStringOpt().map(Instant::parse),
                kept.labels(),
                kept.annotations(),
                outer.path("finalizers").valueStream().map(JsonNode::asString).toList());
    }

    /** The revision in an object or a list. */
    public static Revision revision(JsonNode object) {
        return Revision.parse(object.path("metadata").path("resourceVersion").asString(""));
    }

    private StoreException.Invalid unreadable(String name) {
        return new StoreException.Invalid("cannot be read as " + type.kind() + ": " + name);
    }
}
