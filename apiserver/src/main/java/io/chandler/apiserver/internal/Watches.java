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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers watch: the changes after a revision, or after the objects that are there, until the time is over. A watcher that
 * falls behind is told that its history is gone; nothing is buffered for it. Thread-safe.
 */
final class Watches {

    /** Events after which what was read is sent, even if more are there. */
    private static final int MOST_AT_ONCE = 100;

    /** Bytes of events after which it is sent: what a client that takes nothing may hold. */
    private static final int MOST_BYTES_AT_ONCE = 16 * 1024;

    /** Watches that are behind and read on, at once. */
    private static final int MOST_READING = 8;

    /** Watches that tell of the objects that are there, at once: each may have a page of events in memory. */
    private static final int MOST_BEGINNING = 64;

    /** How long a watch waits until fewer begin. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private final InstantSource clock;
    private final Duration bookmarks;
    private final Duration shortest;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final Map<String, RecentFrames> recent = new ConcurrentHashMap<>();
    private final Turns turns;
    private final Sweep behind = new Sweep(MOST_READING);
    private final Semaphore beginning = new Semaphore(MOST_BEGINNING, true);
    private volatile boolean ended;

    /**
     * @param bookmarks how often a watcher that wants to know is told how far it is
     * @param shortest how long a watch is that has no limit of its own, at least; twice that at most
     */
    Watches(InstantSource clock, Duration bookmarks, Duration shortest, Turns turns) {
        this.turns = turns;
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
        var shared = recent.computeIfAbsent(kind.definition().plural(), _ -> new RecentFrames());
        var frames = new Frames(kind, format, tables, clock, shared);
        var turn = begin.initial() ? Optional.of(new Beginning()) : Optional.<Beginning>empty();
        Running watching;
        try {
            var first = begin.initial()
                    ? Optional.of(turns.in(() -> frames.page(
                            selection, Lists.page(selection, begin.versions(), Optional.empty(), Lists.PAGE))))
                    : Optional.<Initial>empty();
            Revision after =
                    first.map(Initial::revision).orElseGet(() -> begin.after().orElseGet(() -> current(kind)));
            watching = new Running(selection, frames, first, turn, after, begin.marked(), query);
            watching.open();
        } catch (RuntimeException e) {
            turn.ifPresent(Beginning::over);
            throw e;
        }
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

    /** The place of a watch among those that tell of the objects that are there. */
    private final class Beginning {

        private final AtomicBoolean over = new AtomicBoolean();

        /** Waits for a place. @throws Failure if there is none for long */
        Beginning() {
            try {
                if (beginning.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw Failure.later(
                    429, "TooManyRequests", "Too many watches begin, please try again later.", Duration.ofSeconds(1));
        }

        void over() {
            if (over.compareAndSet(false, true)) {
                beginning.release();
            }
        }
    }

    /**
     * A page of the objects that are there, as events.
     *
     * @param rest where the next page begins; empty for the last
     */
    private record Initial(List<byte[]> frames, Revision revision, Optional<String> rest) {}

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
        private final Optional<Beginning> turn;
        private final boolean marked;
        private final boolean bookmarked;
        private final OptionalLong seconds;
        private Optional<Initial> initial;
        private Revision reached;
        private @Nullable Failure failure;
        private volatile @Nullable ApiWatch watch;
        private volatile boolean stopped;

        Running(
                Selection selection,
                Frames frames,
                Optional<Initial> initial,
                Optional<Beginning> turn,
                Revision reached,
                boolean marked,
                Query query) {
            this.selection = selection;
            this.frames = frames;
            this.initial = initial;
            this.turn = turn;
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
            turn.ifPresent(Beginning::over);
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
            while (initial.isPresent() && !stopped) {
                var page = initial.get();
                initial = Optional.empty();
                for (var frame : page.frames()) {
                    sink.write(frame);
                }
                var rest = page.rest();
                if (rest.isPresent()) {
                    initial = Optional.of(turns.in(() ->
                            frames.page(selection, Lists.page(selection, new Versions.Newest(), rest, Lists.PAGE))));
                }
            }
            turn.ifPresent(Beginning::over);
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
            if (open != null) {
                follow(open, sink, end);
            }
        }

        private void follow(ApiWatch open, Sink sink, long end) throws IOException, InterruptedException {
            long mark = System.nanoTime() + bookmarks.toNanos();
            var read = new ArrayList<byte[]>();
            boolean more = false;
            while (!stopped) {
                long now = System.nanoTime();
                if (end - now <= 0) {
                    return;
                }
                if (bookmarked && mark - now <= 0) {
                    reached = open.reached()
                            .filter(known -> known.compareTo(reached) > 0)
                            .orElse(reached);
                    sink.write(frames.bookmark(reached, false));
                    sink.flush();
                    mark = now + bookmarks.toNanos();
                }
                long until = bookmarked ? Math.min(end - now, mark - now) : end - now;
                more = more ? readInTurn(open, read) : read(open, Duration.ofNanos(Math.max(0, until)), read);
                for (var frame : read) {
                    sink.write(frame);
                }
                read.clear();
                sink.flush();
            }
        }

        private boolean readInTurn(ApiWatch open, List<byte[]> into) throws InterruptedException {
            behind.begin(reached);
            try {
                return read(open, Duration.ZERO, into);
            } finally {
                behind.end();
            }
        }

        /** Reads what is there, or the next that comes, and says whether there may be more. */
        private boolean read(ApiWatch open, Duration wait, List<byte[]> into) throws InterruptedException {
            var event = next(open, wait);
            int bytes = 0;
            for (int count = 1; event.isPresent(); count++) {
                var object = event.get().object();
                reached = object.revision();
                if (selection.matches(object)) {
                    var frame = frames.event(event.get().type(), object);
                    into.add(frame);
                    bytes += frame.length;
                }
                if (count == MOST_AT_ONCE || bytes > MOST_BYTES_AT_ONCE) {
                    return true;
                }
                event = next(open, Duration.ZERO);
            }
            return false;
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
    }

    /** Events in the form that a client wants. */
    private static final class Frames {

        private final Kind kind;
        private final Format format;
        private final Tables tables;
        private final InstantSource clock;
        private final RecentFrames recent;
        private boolean columnsTold;

        Frames(Kind kind, Format format, Tables tables, InstantSource clock, RecentFrames recent) {
            this.kind = kind;
            this.format = format;
            this.tables = tables;
            this.clock = clock;
            this.recent = recent;
        }

        byte[] event(ApiEvent.Type type, ApiObject object) {
            // Only the first table of a watch has columns, and rows have ages.
            return format == Format.TABLE
                    ? frame(type.name(), json(object))
                    : recent.at(object.revision(), type, format, () -> frame(type.name(), json(object)));
        }

        /** The selected objects of a page. */
        Initial page(Selection selection, ApiPage page) {
            return new Initial(
                    page.items().stream()
                            .filter(selection::matches)
                            .map(object -> frame(ApiEvent.Type.ADDED.name(), json(object)))
                            .toList(),
                    page.revision(),
                    page.continuation());
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
