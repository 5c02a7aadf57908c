package io.chandler.store.kit;

import static io.chandler.store.kit.Widgets.PHASE;
import static io.chandler.store.kit.Widgets.inPhase;
import static io.chandler.store.kit.Widgets.widget;
import static io.chandler.store.kit.Widgets.withColour;
import static io.chandler.store.kit.Widgets.withState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What naming, listing and watching objects must do, whatever the store. */
public interface ResourceReadContract extends ResourcesOpener {

    /** Names are any text that can be written down. */
    @Test
    default void namesThatCannotBeAreRefused() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
            for (int i = 0; i < 400; i++) {
                var labels = Map.of(PHASE, i % 100 == 0 ? "pending" : "done", "odd", "" + (i % 200 == 100));
                widgets.create(widget("n", "w%04d".formatted(i), "red").withLabels(labels));
            }
            assertThat(names(widgets, Scope.all(), Selector.label(PHASE, "pending"), 3))
                    .hasSize(4);
            assertThat(names(widgets, Scope.all(), Selector.label("odd", "true"), 2))
                    .hasSize(2);
            var both = new Selector(List.of(
                    new Selector.Requirement.In(PHASE, Set.of("pending")),
                    new Selector.Requirement.NotIn("odd", Set.of("true"))));
            assertThat(names(widgets, Scope.all(), both, 2)).hasSize(2);
            assertThat(names(widgets, Scope.all(), Selector.label(PHASE, "none"), 3))
                    .isEmpty();
        });
    }

    /** Every page shows the moment of the first. */
    @Test
    default void pagesShowOneSnapshotWhileWritesGoOn() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
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
            compact(stores, now.revision());
            assertThatThrownBy(() ->
                            widgets.list(new Scope.Namespace("n"), Selector.everything(), new ListOptions(2, token)))
                    .isInstanceOfSatisfying(StoreException.Expired.class, expired -> {
                        var fresh = new ListOptions(10, expired.continuation());
                        var rest = widgets.list(new Scope.Namespace("n"), Selector.everything(), fresh);
                        assertThat(rest.revision()).isEqualTo(now.revision());
                        assertThat(rest.items())
                                .first()
                                .extracting(Resource::ref)
                                .isEqualTo(new Ref("n", "w2"));
                    });
            var old = new ListOptions(2, Optional.empty(), Optional.of(third.revision()));
            assertThatThrownBy(() -> widgets.list(Scope.all(), Selector.everything(), old))
                    .isInstanceOfSatisfying(
                            StoreException.Expired.class,
                            expired -> assertThat(expired.continuation()).isEmpty());
            assertThatThrownBy(() -> {
                        try (var watch = widgets.watch(Scope.all(), Selector.everything(), third.revision())) {
                            var _ = watch.next(Duration.ofSeconds(10));
                        }
                    })
                    .isInstanceOf(StoreException.Expired.class);
        });
    }

    /** Coming into and leaving a selection are events of their own. */
    @Test
    default void watchesSeeChangesAsTheirSelectorDoes() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
            var start = widgets.current();
            var a = widgets.create(inPhase(widget("n", "a", "red"), "pending"));
            widgets.create(inPhase(widget("n", "other", "red"), "done"));
            var busy = widgets.replace(withState(a, "busy"), a.revision());
            var done = widgets.replace(inPhase(busy, "done"), busy.revision());
            var blue = widgets.replace(withColour(done, "blue"), done.revision());
            var back = widgets.replace(inPhase(blue, "pending"), blue.revision());
            var gone = widgets.delete(back.ref(), Optional.empty());
            for (var view : List.of(widgets, Widgets.in(stores, Clock.systemUTC()))) {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
            var watch = widgets.watch(Scope.all(), Selector.everything(), widgets.current());
            var reader = new FutureTask<>(() -> watch.next(Duration.ofMinutes(1)));
            Thread.ofVirtual().start(reader);
            watch.close();
            assertThat(reader.get(10, TimeUnit.SECONDS)).isEmpty();
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
