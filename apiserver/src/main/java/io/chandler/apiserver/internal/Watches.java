package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Header;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.apiserver.ApiResponse.Watching;
import io.chandler.resources.Revision;
import io.chandler.resources.served.ApiEvent;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiPage;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiWatch;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers watch: the changes after a revision, or after the objects that are there, until the time is over. A watcher that
 * falls behind is told that its history is gone; nothing is buffered for it. Thread-safe.
 */
final class Watches {

    /** Events after which what was written is sent, even if more are there. */
    private static final int MOST_AT_ONCE = 100;

    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private final InstantSource clock;
    private final Duration bookmarks;
    private final Duration shortest;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /**
     * @param bookmarks how often a watcher that wants to know is told how far it is
     * @param shortest how long a watch is that has no limit of its own, at least; twice that at most
     */
    Watches(InstantSource clock, Duration bookmarks, Duration shortest) {
        this.clock = clock;
        this.bookmarks = bookmarks;
        this.shortest = shortest;
    }

    /** Ends all watches, and those to come. */
    void end() {
        ended = true;
        running.forEach(Running::stop);
    }

    int running() {
        return running.size();
    }

    /** A watch as a query asks for it. @throws Failure if it makes no sense, or cannot begin */
    ApiResponse watch(Kind kind, Route.Objects route, Query query, Format format) {
        var selection = Selection.of(kind, route, query);
        var tables = new Tables(kind.objects(), Tables.Include.of(query));
        var begin = Begin.of(query);
        var first = begin.initial()
                ? Optional.of(Lists.page(selection, begin.versions(), Optional.empty(), Lists.PAGE))
                : Optional.<ApiPage>empty();
        Revision after =
                first.map(ApiPage::revision).orElseGet(() -> begin.after().orElseGet(() -> current(kind)));
        var frames = new Frames(kind, format, tables, clock);
        var watching = new Running(selection, frames, first, after, begin.marked(), query);
        watching.open();
        running.add(watching);
        if (ended) {
            watching.stop();
        }
        return new ApiResponse(
                200,
                List.of(new Header("Content-Type", format.mediaType + ";stream=watch"), Answers.NO_STORE),
                new Body.Events(watching));
    }

    private static Revision current(Kind kind) {
        return kind.asked("", kind.resource()::current);
    }

    /**
     * Where a watch begins.
     *
     * @param initial whether with the objects that are there
     * @param marked whether their end is marked
     * @param versions how new the objects must be
     * @param after what the changes follow where there are no initial objects; empty for the newest
     */
    private record Begin(boolean initial, boolean marked, Versions versions, Optional<Revision> after) {

        static Begin of(Query query) {
            var match = Versions.match(query);
            var revision = Versions.revision(query.text("resourceVersion"));
            Optional<Boolean> initial = query.choice("sendInitialEvents");
            if (initial.isEmpty()) {
                if (!match.isEmpty()) {
                    throw Versions.forbidden(
                            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
                }
                return new Begin(revision.isEmpty(), false, new Versions.Newest(), revision);
            }
            if (!match.equals("NotOlderThan")) {
                throw Versions.forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            }
            Versions versions =
                    revision.isPresent() ? new Versions.NotOlderThan(revision.get()) : new Versions.Newest();
            return new Begin(initial.get(), initial.get() && query.flag("allowWatchBookmarks"), versions, revision);
        }
    }

    private final class Running implements Watching {

        private final Selection selection;
        private final Frames frames;
        private final Optional<ApiPage> first;
        private final boolean marked;
        private final boolean bookmarked;
        private final OptionalLong seconds;
        private Revision reached;
        private @Nullable Failure failure;
        private volatile @Nullable ApiWatch watch;
        private volatile boolean stopped;

        Running(
                Selection selection,
                Frames frames,
                Optional<ApiPage> first,
                Revision reached,
                boolean marked,
                Query query) {
            this.selection = selection;
            this.frames = frames;
            this.first = first;
            this.reached = reached;
            this.marked = marked;
            this.bookmarked = query.flag("allowWatchBookmarks");
            this.seconds = query.number("timeoutSeconds");
        }

        /** Begins to follow; that the history is gone is told by an event, as clients expect it. */
        void open() {
            try {
                watch = selection.kind().resource().watch(selection.scope(), selection.labels(), reached);
            } catch (ApiRefusal.Expired expired) {
                failure = Failure.expired(expired.message(), "");
            } catch (ApiRefusal refusal) {
                throw selection.kind().failure(refusal, "");
            }
        }

        @Override
        public void stop() {
            stopped = true;
            var open = watch;
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void run(Sink sink) throws IOException {
            long limit = seconds.isPresent() && seconds.getAsLong() > 0
                    ? Duration.ofSeconds(Math.min(seconds.getAsLong(), 86_400)).toNanos()
                    : ThreadLocalRandom.current().nextLong(shortest.toNanos(), 2 * shortest.toNanos());
            long end = System.nanoTime() + limit;
            try {
                writeInitial(sink);
                follow(sink, end);
            } catch (Failure late) {
                sink.write(frames.error(late));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                running.remove(this);
                stop();
            }
            sink.flush();
        }

        private void writeInitial(Sink sink) throws IOException {
            var next = first;
            while (next.isPresent() && !stopped) {
                var page = next.get();
                for (var object : page.items()) {
                    if (selection.matches(object)) {
                        sink.write(frames.event(ApiEvent.Type.ADDED, object));
                    }
                }
                next = page.continuation().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Lists.page(selection, new Versions.Newest(), page.continuation(), Lists.PAGE));
            }
            if (marked && !stopped) {
                sink.write(frames.bookmark(reached, true));
            }
            // Headers are sent too, so that the client knows that it watches.
            sink.flush();
        }

        private void follow(Sink sink, long end) throws IOException, InterruptedException {
            if (failure != null) {
                throw failure;
            }
            var open = watch;
            long mark = System.nanoTime() + bookmarks.toNanos();
            while (open != null && !stopped) {
                long now = System.nanoTime();
                if (end - now <= 0) {
                    return;
                }
                if (bookmarked && mark - now <= 0) {
                    sink.write(frames.bookmark(reached, false));
                    sink.flush();
                    mark = now + bookmarks.toNanos();
                }
                long until = bookmarked ? Math.min(end - now, mark - now) : end - now;
                var event = next(open, Duration.ofNanos(Math.max(0, until)));
                for (int i = 0; event.isPresent(); i++) {
                    write(sink, event.get());
                    event = i < MOST_AT_ONCE ? next(open, Duration.ZERO) : Optional.empty();
                }
                sink.flush();
            }
        }

        private Optional<ApiEvent> next(ApiWatch open, Duration wait) throws InterruptedException {
            try {
                return open.next(wait);
            } catch (ApiRefusal.Expired expired) {
                throw Failure.expired(expired.message(), "");
            } catch (ApiRefusal refusal) {
                throw selection.kind().failure(refusal, "");
            }
        }

        private void write(Sink sink, ApiEvent event) throws IOException {
            reached = event.object().revision();
            if (selection.matches(event.object())) {
                sink.write(frames.event(event.type(), event.object()));
            }
        }
    }

    /** Events in the form that a client wants. */
    private static final class Frames {

        private final Kind kind;
        private final Format format;
        private final Tables tables;
        private final InstantSource clock;
        private boolean columnsTold;

        Frames(Kind kind, Format format, Tables tables, InstantSource clock) {
            this.kind = kind;
            this.format = format;
            this.tables = tables;
            this.clock = clock;
        }

        byte[] event(ApiEvent.Type type, ApiObject object) {
            return frame(type.name(), json(object));
        }

        private ObjectNode json(ApiObject object) {
            return switch (format) {
                case OBJECTS -> kind.json(object);
                case METADATA -> kind.objects().partial(object);
                case TABLE -> {
                    var table = table(object.revision());
                    table.withArray("rows").add(tables.row(kind.definition(), object, clock.instant()));
                    yield table;
                }
            };
        }

        private ObjectNode table(Revision revision) {
            var table = Tables.empty(kind.definition(), revision.toString(), !columnsTold);
            columnsTold = true;
            return table;
        }

        byte[] bookmark(Revision revision, boolean endOfInitial) {
            if (format == Format.TABLE) {
                return frame("BOOKMARK", table(revision));
            }
            var object = Json.object();
            if (format == Format.METADATA) {
                object.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            } else {
                object.put("kind", kind.definition().kind()).put("apiVersion", kind.apiVersion());
            }
            var metadata = object.putObject("metadata");
            metadata.put("resourceVersion", revision.toString()).putNull("creationTimestamp");
            if (endOfInitial) {
                metadata.putObject("annotations").put(INITIAL_EVENTS_END, "true");
            }
            return frame("BOOKMARK", object);
        }

        byte[] error(Failure failure) {
            return frame("ERROR", failure.status());
        }

        private static byte[] frame(String type, ObjectNode object) {
            var frame = Json.object();
            frame.put("type", type);
            frame.set("object", object);
            return Json.bytes(frame);
        }
    }
}
