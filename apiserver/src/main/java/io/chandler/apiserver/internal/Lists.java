package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Header;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.Revision;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiPage;
import io.chandler.resources.served.ApiRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers get and list. Lists that are not limited are sent page by page, so that their size is of no matter; a limit is the
 * most that a page may have, and one that is larger than a page of ours gets one of ours.
 */
final class Lists {

    /** Objects that are read at once. */
    static final int PAGE = 200;

    /** Objects in a page that a client asks for, at most; kubectl asks for as many. */
    static final int MOST_IN_PAGE = 500;

    /** Bytes of items after which such a page ends, though more objects were asked for. */
    private static final int MOST_BYTES_IN_PAGE = 1024 * 1024;

    private static final byte[] COMMA = {','};
    private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);
    private static final String CONTINUE_EXPIRED =
            "The provided continue parameter is too old to display a consistent list"
                    + " result. You can start a new list without the continue parameter, or use the continue token in this"
                    + " response to retrieve the remainder of the results. Continuing with the provided token results in an"
                    + " inconsistent list - objects that were created, modified, or deleted between the time the first chunk was"
                    + " returned and now may show up in the list.";

    private final InstantSource clock;
    private final Turns turns;

    Lists(InstantSource clock, Turns turns) {
        this.clock = clock;
        this.turns = turns;
    }

    /** One object. */
    ApiResponse get(Kind kind, Route.Objects route, Query query, Format format) {
        var ref = new Ref(route.namespace(), route.name());
        var object =
                kind.asked(route.name(), () -> kind.resource().get(ref)).orElseThrow(() -> kind.notFound(route.name()));
        return answer(format, item(kind, query, format, object, clock.instant()));
    }

    /** An object in the form that a client wants. */
    static ObjectNode item(Kind kind, Query query, Format format, ApiObject object, Instant now) {
        return switch (format) {
            case OBJECTS -> kind.json(object);
            case METADATA -> kind.objects().partial(object);
            case TABLE -> {
                var table = Tables.empty(kind.definition(), object.revision().toString(), true);
                table.withArray("rows").add(tables(kind, query).row(kind.definition(), object, now));
                yield table;
            }
        };
    }

    private static Tables tables(Kind kind, Query query) {
        return new Tables(kind.objects(), Tables.Include.of(query));
    }

    private static ApiResponse answer(Format format, ObjectNode json) {
        return Answers.json(200, format.mediaType, json);
    }

    /** A list, or a page of one. */
    ApiResponse list(Kind kind, Route.Objects route, Query query, Format format) {
        var selection = Selection.of(kind, route, query);
        var list = new Listing(selection, format, tables(kind, query));
        long limit = query.number("limit").orElse(0);
        if (limit > 0) {
            int most = (int) Math.min(limit, MOST_IN_PAGE);
            return response(format, new Body.Bytes(turns.in(() -> list.limited(query, most))));
        }
        var first = turns.in(() -> list.first(firstPage(selection, query, PAGE)));
        return response(
                format,
                first.rest().isEmpty()
                        ? new Body.Bytes(first.bytes())
                        : new Body.Pieces(sink -> write(list, first, sink)));
    }

    /** Writes a list piece by piece; nothing but one of them is in memory meanwhile. */
    private void write(Listing list, Part first, Sink sink) throws IOException {
        var part = first;
        sink.write(part.bytes());
        while (part.rest().isPresent()) {
            var rest = part.rest();
            try {
                part = turns.in(() -> list.next(rest));
            } catch (Failure failure) {
                throw new IOException("the list cannot be continued", failure);
            }
            sink.write(part.bytes());
        }
        sink.flush();
    }

    /**
     * A part of a list.
     *
     * @param rest where the next part begins; empty for the last
     */
    private record Part(byte[] bytes, Optional<String> rest) {}

    private static ApiResponse response(Format format, Body body) {
        return new ApiResponse(200, List.of(new Header("Content-Type", format.mediaType), Answers.NO_STORE), body);
    }

    /** The first page that a query asks for. @throws Failure if it cannot be had */
    static ApiPage firstPage(Selection selection, Query query, int size) {
        var versions = Versions.ofList(query);
        var continuation = Optional.of(query.text("continue"))
                .filter(text -> !text.isEmpty())
                .map(text -> Continued.of(text).rest());
        return page(selection, versions, continuation, size);
    }

    /** A page at a version. @throws Failure if it cannot be had */
    static ApiPage page(Selection selection, Versions versions, Optional<String> continuation, int size) {
        var resource = selection.kind().resource();
        Optional<Revision> at = switch (versions) {
            case Versions.Newest() -> Optional.empty();
            case Versions.NotOlderThan(var revision) -> {
                checkReached(selection, revision);
                yield Optional.empty();
            }
            case Versions.Exactly(var revision) -> {
                checkReached(selection, revision);
                yield Optional.of(revision);
            }
        };
        try {
            var only = selection.only();
            return only.isPresent() && at.isEmpty() && continuation.isEmpty()
                    ? selection.pageOf(only.get())
                    : resource.list(selection.scope(), selection.labels(), new ListOptions(size, continuation, at));
        } catch (ApiRefusal.Expired expired) {
            throw continuation.isPresent()
                    ? Failure.expired(CONTINUE_EXPIRED, expired.continuation().orElse(""))
                    : Failure.expired("The resourceVersion for the provided list is too old.", "");
        } catch (ApiRefusal.Invalid invalid) {
            throw continuation.isPresent()
                    ? Failure.badRequest("continue key is not valid: " + invalid.message())
                    : selection.kind().failure(invalid, "");
        } catch (ApiRefusal refusal) {
            throw selection.kind().failure(refusal, "");
        }
    }

    private static void checkReached(Selection selection, Revision revision) {
        var current = selection.kind().asked("", selection.kind().resource()::current);
        if (revision.compareTo(current) > 0) {
            throw Failure.tooLargeResourceVersion(revision.toString(), current.toString());
        }
    }

    private final class Listing {

        private final Selection selection;
        private final Format format;
        private final Tables tables;

        Listing(Selection selection, Format format, Tables tables) {
            this.selection = selection;
            this.format = format;
            this.tables = tables;
        }

        private boolean begun;

        /** The first part of everything. */
        Part first(ApiPage page) {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head(page.revision(), Optional.empty(), OptionalLong.empty()));
            return part(page, bytes);
        }

        /** The part that begins at a continuation. @throws Failure if it cannot be had */
        Part next(Optional<String> continuation) {
            return part(page(selection, new Versions.Newest(), continuation, PAGE), new ByteArrayOutputStream());
        }

        private Part part(ApiPage page, ByteArrayOutputStream bytes) {
            items(page, bytes);
            if (page.continuation().isEmpty()) {
                bytes.writeBytes(END);
            }
            return new Part(bytes.toByteArray(), page.continuation());
        }

        /** A page as a client wants it, with fewer objects where they are large. @throws Failure if it cannot be had */
        byte[] limited(Query query, int most) {
            var page = firstPage(selection, query, Math.min(most, PAGE));
            var revision = page.revision();
            var items = new ByteArrayOutputStream();
            items(page, items);
            int read = page.items().size();
            while (page.continuation().isPresent() && read < most && items.size() < MOST_BYTES_IN_PAGE) {
                try {
                    page = page(selection, new Versions.Newest(), page.continuation(), Math.min(most - read, PAGE));
                } catch (Failure failure) {
                    break; // The client is told when it goes on; what was read is not lost.
                }
                items(page, items);
                read += page.items().size();
            }
            var bytes = new ByteArrayOutputStream(items.size() + 512);
            bytes.writeBytes(head(revision, page.continuation(), remaining(page.continuation(), read, query)));
            bytes.writeBytes(items.toByteArray());
            bytes.writeBytes(END);
            return bytes.toByteArray();
        }

        private void items(ApiPage page, ByteArrayOutputStream bytes) {
            for (var object : page.items()) {
                if (selection.matches(object)) {
                    if (begun) {
                        bytes.writeBytes(COMMA);
                    }
                    begun = true;
                    bytes.writeBytes(Json.bytes(item(object)));
                }
            }
        }

        /** How many objects follow a page, about; empty where that is not known, as where a selector decides. */
        private OptionalLong remaining(Optional<String> rest, int read, Query query) {
            if (rest.isEmpty() || query.has("labelSelector") || query.has("fieldSelector")) {
                return OptionalLong.empty();
            }
            var before = query.has("continue")
                    ? Continued.of(query.text("continue")).remaining()
                    : selection
                            .kind()
                            .asked("", () -> selection.kind().resource().count(selection.scope()));
            long left = before.orElse(0) - read;
            return left > 0 ? OptionalLong.of(left) : OptionalLong.empty();
        }

        private byte[] head(Revision revision, Optional<String> rest, OptionalLong remaining) {
            var definition = selection.kind().definition();
            ObjectNode json = switch (format) {
                case OBJECTS ->
                    Json.object()
                            .put("apiVersion", selection.kind().apiVersion())
                            .put("kind", definition.kind() + "List");
                case METADATA ->
                    Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
                case TABLE -> Tables.empty(definition, revision.toString(), true);
            };
            var metadata = json.putObject("metadata");
            metadata.put("resourceVersion", revision.toString());
            rest.ifPresent(token -> metadata.put("continue", new Continued(remaining, token).token()));
            remaining.ifPresent(number -> metadata.put("remainingItemCount", number));
            json.remove("rows");
            json.putArray(format == Format.TABLE ? "rows" : "items");
            var text = new String(Json.bytes(json), StandardCharsets.UTF_8);
            return text.substring(0, text.length() - 2).getBytes(StandardCharsets.UTF_8);
        }

        private ObjectNode item(ApiObject object) {
            return switch (format) {
                case OBJECTS -> selection.kind().json(object);
                case METADATA -> selection.kind().objects().partial(object);
                case TABLE -> tables.row(selection.kind().definition(), object, clock.instant());
            };
        }
    }
}
