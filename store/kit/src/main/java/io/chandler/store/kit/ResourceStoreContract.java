package io.chandler.store.kit;

import static io.chandler.store.kit.Widgets.PHASE;
import static io.chandler.store.kit.Widgets.inPhase;
import static io.chandler.store.kit.Widgets.widget;
import static io.chandler.store.kit.Widgets.withColour;
import static io.chandler.store.kit.Widgets.withFinalizers;
import static io.chandler.store.kit.Widgets.withState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.WatchEvent;
import io.chandler.resources.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What objects in a store must do, whatever the store. A test class implements it and says how to open a store that is
 * empty.
 */
public interface ResourceStoreContract {

    /** A moment at which the tests take place. */
    Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    /** Opens an empty store; the test closes it. */
    Store openEmptyStore() throws Exception;

    /** A test of the objects in a store. */
    @FunctionalInterface
    interface Body {
        /** The test. */
        void run(ResourceStore<Widgets.Spec, Widgets.Status> widgets, Store store) throws Exception;
    }

    /** Runs a test on an empty store. */
    private void onEmptyStore(Body body) throws Exception {
        try (var store = openEmptyStore()) {
            body.run(Widgets.in(store, Clock.fixed(NOW, ZoneOffset.UTC)), store);
        }
    }

    /** The store sets what is its own. */
    @Test
    default void createSetsUidRevisionGenerationAndTime() throws Exception {
        onEmptyStore((widgets, store) -> {
            var created = widgets.create(withFinalizers(widget("n", "a", "red"), "f"));
            var metadata = created.metadata();
            assertThat(metadata.uid()).isNotEmpty();
            assertThat(metadata.generation()).isEqualTo(1);
            assertThat(metadata.creationTimestamp()).isEqualTo(NOW);
            assertThat(metadata.deletionTimestamp()).isEmpty();
            assertThat(metadata.finalizers()).containsExactly("f");
            assertThat(created.revision()).isEqualTo(widgets.current());
            assertThat(widgets.get(created.ref())).contains(created);
        });
    }

    /** Another view of the same store has decoded it from bytes. */
    @Test
    default void whatIsReadFromBytesIsWhatWasWritten() throws Exception {
        onEmptyStore((widgets, store) -> {
            var rich = inPhase(withFinalizers(widget("n/0 ä", "a/b 😀", "red"), "x", "y"), "pending");
            var created = widgets.create(rich.withMetadata(rich.metadata().withAnnotations(Map.of("k", "v\n\"q\""))));
            var marked = widgets.delete(created.ref(), Optional.empty());
            var other = Widgets.in(store, Clock.systemUTC());
            assertThat(other.get(created.ref())).contains(marked);
            assertThat(other.list(Scope.all(), Selector.everything(), ListOptions.first(10))
                            .items())
                    .containsExactly(marked);
        });
    }

    /** A name is given once at a time. */
    @Test
    default void createOfAnExistingNameIsRefused() throws Exception {
        onEmptyStore((widgets, store) -> {
            widgets.create(widget("n", "a", "red"));
            assertThatThrownBy(() -> widgets.create(widget("n", "a", "blue")))
                    .isInstanceOf(StoreException.AlreadyExists.class);
            widgets.create(widget("m", "a", "blue"));
        });
    }

    /** Only a new spec is a new generation. */
    @Test
    default void generationGrowsWithTheSpecOnly() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(widget("", "a", "red"));
            var status = widgets.replace(withState(first, "busy"), first.revision());
            assertThat(status.metadata().generation()).isEqualTo(1);
            var labels = widgets.replace(inPhase(status, "x"), status.revision());
            assertThat(labels.metadata().generation()).isEqualTo(1);
            var spec = widgets.replace(withColour(labels, "blue"), labels.revision());
            assertThat(spec.metadata().generation()).isEqualTo(2);
            assertThat(spec.revision()).isGreaterThan(labels.revision());
            assertThat(Widgets.in(store, Clock.systemUTC()).get(first.ref())).contains(spec);
        });
    }

    /** Writers of status leave the rest. */
    @Test
    default void replaceStatusChangesTheStatusAlone() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(widget("n", "a", "red"));
            var other = withFinalizers(inPhase(withState(withColour(first, "blue"), "busy"), "x"), "f");
            var stored = widgets.replaceStatus(other, first.revision());
            assertThat(stored.status().state()).isEqualTo("busy");
            assertThat(stored.spec()).isEqualTo(first.spec());
            assertThat(stored.metadata()).isEqualTo(first.metadata().withRevision(stored.revision()));
        });
    }

    /** What is the store's stays the store's. */
    @Test
    default void uidTimesAndGenerationAreNotTheWriters() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(widget("n", "a", "red"));
            var stored = widgets.replace(withColour(widget("n", "a", "red"), "blue"), first.revision());
            assertThat(stored.metadata().uid()).isEqualTo(first.metadata().uid());
            assertThat(stored.metadata().creationTimestamp()).isEqualTo(NOW);
            assertThat(stored.metadata().generation()).isEqualTo(2);
            var successor = widgets.create(widget("n", "b", "red"));
            var mixed = new Resource<>(
                    new Metadata(
                            stored.ref(),
                            successor.metadata().uid(),
                            stored.revision(),
                            1,
                            NOW,
                            Optional.empty(),
                            Map.of(),
                            Map.of(),
                            List.of()),
                    stored.spec(),
                    stored.status());
            assertThatThrownBy(() -> widgets.replace(mixed, stored.revision()))
                    .isInstanceOf(StoreException.Conflict.class);
        });
    }

    /** No event, no revision. */
    @Test
    default void aWriteThatChangesNothingKeepsTheRevision() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(widget("n", "a", "red"));
            var again = widgets.replace(withColour(withColour(first, "blue"), "red"), first.revision());
            assertThat(again).isEqualTo(first);
            assertThat(widgets.replaceStatus(withState(first, "new"), first.revision()))
                    .isEqualTo(first);
            assertThat(widgets.current()).isEqualTo(first.revision());
            var second = widgets.replace(withColour(first, "blue"), first.revision());
            assertThatThrownBy(() -> widgets.replace(first, first.revision()))
                    .isInstanceOf(StoreException.Conflict.class);
            assertThat(widgets.current()).isEqualTo(second.revision());
        });
    }

    /** Whoever read an old state must read again. */
    @Test
    default void staleAndMissingObjectsAreRefused() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(widget("n", "a", "red"));
            widgets.replace(withColour(first, "blue"), first.revision());
            var other = Widgets.in(store, Clock.systemUTC());
            for (var view : List.of(widgets, other)) {
                assertThatThrownBy(() -> view.replace(withColour(first, "green"), first.revision()))
                        .isInstanceOf(StoreException.Conflict.class);
                assertThatThrownBy(() -> view.replaceStatus(withState(first, "x"), first.revision()))
                        .isInstanceOf(StoreException.Conflict.class);
                assertThatThrownBy(() -> view.delete(first.ref(), Optional.of(first.revision())))
                        .isInstanceOf(StoreException.Conflict.class);
                assertThatThrownBy(() -> view.replace(widget("n", "b", "red"), first.revision()))
                        .isInstanceOf(StoreException.NotFound.class);
                assertThatThrownBy(() -> view.delete(new Ref("n", "b"), Optional.empty()))
                        .isInstanceOf(StoreException.NotFound.class);
            }
        });
    }

    /** Without finalizers an object goes at once; its successor is another one. */
    @Test
    default void deleteRemovesAnObjectWithoutFinalizers() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(widget("n", "a", "red"));
            var last = widgets.delete(first.ref(), Optional.of(first.revision()));
            assertThat(last.revision()).isEqualTo(widgets.current());
            assertThat(last.spec()).isEqualTo(first.spec());
            assertThat(widgets.get(first.ref())).isEmpty();
            assertThatThrownBy(() -> widgets.replace(withColour(first, "blue"), first.revision()))
                    .isInstanceOf(StoreException.NotFound.class);
            var successor = widgets.create(widget("n", "a", "red"));
            assertThat(successor.metadata().uid()).isNotEqualTo(first.metadata().uid());
        });
    }

    /** With finalizers it is marked, and goes with the last of them. */
    @Test
    default void finalizersHoldAnObjectUntilTheLastIsTakenAway() throws Exception {
        onEmptyStore((widgets, store) -> {
            var first = widgets.create(withFinalizers(widget("n", "a", "red"), "f", "g"));
            var marked = widgets.delete(first.ref(), Optional.empty());
            assertThat(marked.metadata().deletionTimestamp()).contains(NOW);
            assertThat(widgets.delete(first.ref(), Optional.empty())).isEqualTo(marked);
            assertThatThrownBy(() -> widgets.replace(withFinalizers(marked, "f", "g", "h"), marked.revision()))
                    .isInstanceOf(StoreException.Invalid.class)
                    .hasMessageContaining("metadata.finalizers");
            var one = widgets.replace(withFinalizers(marked, "g"), marked.revision());
            assertThat(widgets.get(first.ref())).contains(one);
            var none = widgets.replace(withState(withFinalizers(one), "gone"), one.revision());
            assertThat(none.status().state()).isEqualTo("gone");
            assertThat(none.revision()).isEqualTo(widgets.current());
            assertThat(widgets.get(first.ref())).isEmpty();
        });
    }

    /** Names are any text that can be written down. */
    @Test
    default void namesThatCannotBeAreRefused() throws Exception {
        onEmptyStore((widgets, store) -> {
            for (var ref : List.of(
                    new Ref("n", ""),
                    new Ref("n", "a\u0000b"),
                    new Ref("n", "line\nbreak"),
                    new Ref("n", "\u0085"),
                    new Ref("n\t", "a"),
                    new Ref("n", "\ud83d"),
                    new Ref("n", "x".repeat(1_025)),
                    new Ref("x".repeat(1_025), "a"))) {
                var widget = widget(ref.namespace(), ref.name(), "red");
                assertThatThrownBy(() -> widgets.create(widget)).isInstanceOf(StoreException.Invalid.class);
                assertThatThrownBy(() -> widgets.get(ref)).isInstanceOf(StoreException.Invalid.class);
            }
            widgets.create(widget("x".repeat(1_024), "y".repeat(1_024), "red"));
            assertThatThrownBy(() -> widgets.create(widget("n", "huge", "x".repeat(1024 * 1024))))
                    .isInstanceOf(StoreException.Invalid.class);
        });
    }

    /** Namespace first, then name, each by code point. */
    @Test
    default void listsAreInOrderAndScoped() throws Exception {
        onEmptyStore((widgets, store) -> {
            var refs = List.of(
                    new Ref("", "z"),
                    new Ref("a", "0"),
                    new Ref("a", "a"),
                    new Ref("a", "a/b"),
                    new Ref("a", "ab"),
                    new Ref("a", "%"),
                    new Ref("a", "\uffee"),
                    new Ref("a", "😀"),
                    new Ref("a b", "a"),
                    new Ref("a/b", "a"),
                    new Ref("a0", "a"),
                    new Ref("a1", "a"),
                    new Ref("aa", "a"));
            for (var ref : refs.reversed()) {
                widgets.create(widget(ref.namespace(), ref.name(), "red"));
            }
            var sorted = refs.stream()
                    .sorted((x, y) -> {
                        int byNamespace = compare(x.namespace(), y.namespace());
                        return byNamespace != 0 ? byNamespace : compare(x.name(), y.name());
                    })
                    .toList();
            assertThat(names(widgets, Scope.all(), Selector.everything(), 3)).isEqualTo(sorted);
            assertThat(names(widgets, new Scope.Namespace("a"), Selector.everything(), 2))
                    .isEqualTo(sorted.stream()
                            .filter(ref -> ref.namespace().equals("a"))
                            .toList());
            assertThat(names(widgets, new Scope.NamePrefix("a", "a"), Selector.everything(), 2))
                    .containsExactly(new Ref("a", "a"), new Ref("a", "a/b"), new Ref("a", "ab"));
            assertThat(names(widgets, new Scope.Namespace(""), Selector.everything(), 2))
                    .containsExactly(new Ref("", "z"));
        });
    }

    /** Selectors by the indexed label, by others, and by both. */
    @Test
    default void listsSelectByLabels() throws Exception {
        onEmptyStore((widgets, store) -> {
            for (int i = 0; i < 1_000; i++) {
                var labels = Map.of(PHASE, i % 100 == 0 ? "pending" : "done", "odd", "" + (i % 200 == 100));
                widgets.create(widget("n", "w%04d".formatted(i), "red").withLabels(labels));
            }
            assertThat(names(widgets, Scope.all(), Selector.label(PHASE, "pending"), 3))
                    .hasSize(10);
            assertThat(names(widgets, Scope.all(), Selector.label("odd", "true"), 2))
                    .hasSize(5);
            var both = new Selector(List.of(
                    new Selector.Requirement.In(PHASE, Set.of("pending")),
                    new Selector.Requirement.NotIn("odd", Set.of("true"))));
            assertThat(names(widgets, Scope.all(), both, 2)).hasSize(5);
            assertThat(names(widgets, Scope.all(), Selector.label(PHASE, "none"), 3))
                    .isEmpty();
        });
    }

    /** Every page shows the moment of the first. */
    @Test
    default void pagesShowOneSnapshotWhileWritesGoOn() throws Exception {
        onEmptyStore((widgets, store) -> {
            for (int i = 0; i < 10; i++) {
                widgets.create(widget("n", "w" + i, "red"));
            }
            var first = widgets.list(Scope.all(), Selector.everything(), ListOptions.first(4));
            var fifth = widgets.get(new Ref("n", "w5")).orElseThrow();
            widgets.replace(withColour(fifth, "blue"), fifth.revision());
            widgets.delete(new Ref("n", "w6"), Optional.empty());
            widgets.create(widget("n", "w7a", "blue"));
            var second = widgets.list(Scope.all(), Selector.everything(), new ListOptions(4, first.continuation()));
            var third = widgets.list(Scope.all(), Selector.everything(), new ListOptions(4, second.continuation()));
            assertThat(second.revision()).isEqualTo(first.revision());
            assertThat(third.continuation()).isEmpty();
            var all = new ArrayList<>(first.items());
            all.addAll(second.items());
            all.addAll(third.items());
            assertThat(all)
                    .hasSize(10)
                    .allSatisfy(w -> assertThat(w.spec().colour()).isEqualTo("red"));
        });
    }

    /** A token is for its list, and for as long as the snapshot is kept. */
    @Test
    default void continuationsAreRefusedWhenMalformedOrExpired() throws Exception {
        onEmptyStore((widgets, store) -> {
            for (int i = 0; i < 4; i++) {
                widgets.create(widget("n", "w" + i, "red"));
            }
            var token = widgets.list(new Scope.Namespace("n"), Selector.everything(), ListOptions.first(2))
                    .continuation();
            for (var wrong :
                    List.of("", "?", "AAAA", "MTpmb28", token.orElseThrow().substring(3))) {
                var options = new ListOptions(2, Optional.of(wrong));
                assertThatThrownBy(() -> widgets.list(new Scope.Namespace("n"), Selector.everything(), options))
                        .isInstanceOf(StoreException.Invalid.class);
            }
            assertThatThrownBy(() ->
                            widgets.list(new Scope.Namespace("m"), Selector.everything(), new ListOptions(2, token)))
                    .isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(() -> widgets.list(Scope.all(), Selector.everything(), ListOptions.first(0)))
                    .isInstanceOf(StoreException.Invalid.class);
            var third = widgets.get(new Ref("n", "w2")).orElseThrow();
            var now = widgets.replace(withColour(third, "blue"), third.revision());
            store.compact(now.revision());
            assertThatThrownBy(() ->
                            widgets.list(new Scope.Namespace("n"), Selector.everything(), new ListOptions(2, token)))
                    .isInstanceOf(StoreException.Expired.class);
            assertThatThrownBy(() -> widgets.watch(Scope.all(), Selector.everything(), third.revision()))
                    .isInstanceOf(StoreException.Expired.class);
        });
    }

    /** Coming into and leaving a selection are events of their own. */
    @Test
    default void watchesSeeChangesAsTheirSelectorDoes() throws Exception {
        onEmptyStore((widgets, store) -> {
            var start = widgets.current();
            var a = widgets.create(inPhase(widget("n", "a", "red"), "pending"));
            widgets.create(inPhase(widget("n", "other", "red"), "done"));
            var busy = widgets.replace(withState(a, "busy"), a.revision());
            var done = widgets.replace(inPhase(busy, "done"), busy.revision());
            var blue = widgets.replace(withColour(done, "blue"), done.revision());
            var back = widgets.replace(inPhase(blue, "pending"), blue.revision());
            var gone = widgets.delete(back.ref(), Optional.empty());
            for (var view : List.of(widgets, Widgets.in(store, Clock.systemUTC()))) {
                assertThat(events(view, Selector.label(PHASE, "pending"), start, 5))
                        .containsExactly(
                                new WatchEvent.Added<>(a),
                                new WatchEvent.Modified<>(busy),
                                new WatchEvent.Deleted<>(done),
                                new WatchEvent.Added<>(back),
                                new WatchEvent.Deleted<>(gone));
                assertThat(events(view, Selector.everything(), done.revision(), 3))
                        .containsExactly(
                                new WatchEvent.Modified<>(blue),
                                new WatchEvent.Modified<>(back),
                                new WatchEvent.Deleted<>(gone));
                var notDone = new Selector(List.of(new Selector.Requirement.NotIn(PHASE, Set.of("done"))));
                assertThat(events(view, notDone, busy.revision(), 3))
                        .containsExactly(
                                new WatchEvent.Deleted<>(done),
                                new WatchEvent.Added<>(back),
                                new WatchEvent.Deleted<>(gone));
            }
        });
    }

    /** A reader that waits is ended by closing its watch, from any thread. */
    @Test
    default void closingAWatchEndsItsReader() throws Exception {
        onEmptyStore((widgets, store) -> {
            var watch = widgets.watch(Scope.all(), Selector.everything(), widgets.current());
            var reader = new FutureTask<>(() -> watch.next(Duration.ofMinutes(1)));
            Thread.ofVirtual().start(reader);
            watch.close();
            assertThat(reader.get(10, TimeUnit.SECONDS)).isEmpty();
        });
    }

    /** Many writers of one object: each change is applied once. */
    @Test
    default void concurrentUpdatesAreAllApplied() throws Exception {
        onEmptyStore((widgets, store) -> {
            var ref = widgets.create(widget("n", "a", "0")).ref();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < 25; j++) {
                        widgets.update(
                                ref,
                                found -> withColour(
                                        found,
                                        Integer.toString(
                                                Integer.parseInt(found.spec().colour()) + 1)));
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            var last = widgets.get(ref).orElseThrow();
            assertThat(last.spec().colour()).isEqualTo("200");
            assertThat(last.metadata().generation()).isEqualTo(201);
        });
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Ref> names(
            ResourceStore<Widgets.Spec, Widgets.Status> widgets, Scope scope, Selector selector, int limit) {
        var names = new ArrayList<Ref>();
        var options = ListOptions.first(limit);
        while (true) {
            var page = widgets.list(scope, selector, options);
            assertThat(page.items().size()).isLessThanOrEqualTo(limit);
            page.items().forEach(item -> names.add(item.ref()));
            if (page.continuation().isEmpty()) {
                return names;
            }
            options = new ListOptions(limit, page.continuation());
        }
    }

    private static List<WatchEvent<Widgets.Spec, Widgets.Status>> events(
            ResourceStore<Widgets.Spec, Widgets.Status> widgets, Selector selector, Revision after, int count)
            throws InterruptedException {
        var events = new ArrayList<WatchEvent<Widgets.Spec, Widgets.Status>>();
        try (Watch<Widgets.Spec, Widgets.Status> watch = widgets.watch(Scope.all(), selector, after)) {
            while (events.size() < count) {
                events.add(watch.next(Duration.ofSeconds(10)).orElseThrow());
            }
            assertThat(watch.next(Duration.ZERO)).isEmpty();
        }
        return events;
    }
}
