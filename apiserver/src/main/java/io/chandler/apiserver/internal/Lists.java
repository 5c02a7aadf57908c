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
import tools.jackson.databind.node.ObjectNode;

/** Answers get and list. Lists that are not limited are sent page by page, so that their size is of no matter. */
final class Lists {

    /** Objects that are read at once. */
    static final int PAGE = 500;

    private static final byte[] COMMA = {','};
    private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);
    private static final String CONTINUE_EXPIRED =
            "The provided continue parameter is too old to display a consistent list"
                    + " result. You can start a new list without the continue parameter, or use the continue token in this"
                    + " response to retrieve the remainder of the results. Continuing with the provided token results in an"
                    + " inconsistent list - objects that were created, modified, or deleted between the time the first chunk was"
                    + " returned and now may show up in the list.";

    private final InstantSource clock;

    Lists(InstantSource clock) {
        this.clock = clock;
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
        var page = firstPage(selection, query, limit);
        if (limit > 0 || page.continuation().isEmpty()) {
            var bytes = new ByteArrayOutputStream();
            try {
                list.write(page, false, sinkOf(bytes));
            } catch (IOException e) {
                throw new IllegalStateException("memory can be written", e);
            }
            return response(format, new Body.Bytes(bytes.toByteArray()));
        }
        return response(format, new Body.Pieces(sink -> list.write(page, true, sink)));
    }

    private static ApiResponse response(Format format, Body body) {
        return new ApiResponse(200, List.of(new Header("Content-Type", format.mediaType), Answers.NO_STORE), body);
    }

    /** The first page that a query asks for. @throws Failure if it cannot be had */
    static ApiPage firstPage(Selection selection, Query query, long limit) {
        var versions = Versions.ofList(query);
        var continuation = Optional.of(query.text("continue")).filter(text -> !text.isEmpty());
        int size = limit > 0 ? (int) Math.min(limit, 10_000) : PAGE;
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

    private static Sink sinkOf(ByteArrayOutputStream bytes) {
        return new Sink() {
            @Override
            public void write(byte[] piece) {
                bytes.writeBytes(piece);
            }

            @Override
            public void flush() {
                // It is memory.
            }
        };
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

        /** Writes a page, and those after it where they are wanted. */
        void write(ApiPage first, boolean all, Sink sink) throws IOException {
            sink.write(head(first, all));
            boolean begun = false;
            var page = first;
            while (true) {
                for (var object : page.items()) {
                    if (selection.matches(object)) {
                        if (begun) {
                            sink.write(COMMA);
                        }
                        begun = true;
                        sink.write(Json.bytes(item(object)));
                    }
                }
                if (!all || page.continuation().isEmpty()) {
                    break;
                }
                try {
                    page = page(selection, new Versions.Newest(), page.continuation(), PAGE);
                } catch (Failure failure) {
                    throw new IOException("the list cannot be continued", failure);
                }
            }
            sink.write(END);
            sink.flush();
        }

        private byte[] head(ApiPage page, boolean all) {
            var definition = selection.kind().definition();
            ObjectNode json = switch (format) {
                case OBJECTS ->
                    Json.object()
                            .put("apiVersion", selection.kind().apiVersion())
                            .put("kind", definition.kind() + "List");
                case METADATA ->
                    Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
                case TABLE -> Tables.empty(definition, page.revision().toString(), true);
            };
            var metadata = json.putObject("metadata");
            metadata.put("resourceVersion", page.revision().toString());
            if (!all) {
                page.continuation().ifPresent(token -> metadata.put("continue", token));
            }
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
