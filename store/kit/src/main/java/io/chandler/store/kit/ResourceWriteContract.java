package io.chandler.store.kit;

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
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What writing objects must do, whatever the store. */
public interface ResourceWriteContract extends ResourcesOpener {

    /** The store sets what is its own. */
    @Test
    default void createSetsUidRevisionGenerationAndTime() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
            var created = widgets.create(withFinalizers(widget("n", "a", "red"), "f"));
            var metadata = created.metadata();
            assertThat(metadata.uid()).isNotEmpty();
            assertThat(metadata.generation()).isEqualTo(1);
            assertThat(metadata.creationTimestamp()).isEqualTo(Widgets.NOW);
            assertThat(metadata.deletionTimestamp()).isEmpty();
            assertThat(metadata.finalizers()).containsExactly("f");
            assertThat(created.revision()).isEqualTo(widgets.current());
            assertThat(widgets.get(created.ref())).contains(created);
        });
    }

    /** Another view of the same store has decoded it from bytes. */
    @Test
    default void whatIsReadFromBytesIsWhatWasWritten() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
            var rich = inPhase(withFinalizers(widget("n/0 ä", "a/b 😀", "red"), "x", "y"), "pending");
            var created = widgets.create(rich.withMetadata(rich.metadata().withAnnotations(Map.of("k", "v\n\"q\""))));
            var marked = widgets.delete(created.ref(), Optional.empty());
            var other = Widgets.in(stores, Clock.systemUTC());
            assertThat(other.get(created.ref())).contains(marked);
            assertThat(other.list(Scope.all(), Selector.everything(), ListOptions.first(10))
                            .items())
                    .containsExactly(marked);
        });
    }

    /** A name is given once at a time. */
    @Test
    default void createOfAnExistingNameIsRefused() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
            widgets.create(widget("n", "a", "red"));
            assertThatThrownBy(() -> widgets.create(widget("n", "a", "blue")))
                    .isInstanceOf(StoreException.AlreadyExists.class);
            widgets.create(widget("m", "a", "blue"));
        });
    }

    /** Only a new spec is a new generation. */
    @Test
    default void generationGrowsWithTheSpecOnly() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
            var first = widgets.create(widget("", "a", "red"));
            var status = widgets.replace(withState(first, "busy"), first.revision());
            assertThat(status.metadata().generation()).isEqualTo(1);
            var labels = widgets.replace(inPhase(status, "x"), status.revision());
            assertThat(labels.metadata().generation()).isEqualTo(1);
            var spec = widgets.replace(withColour(labels, "blue"), labels.revision());
            assertThat(spec.metadata().generation()).isEqualTo(2);
            assertThat(spec.revision()).isGreaterThan(labels.revision());
            assertThat(Widgets.in(stores, Clock.systemUTC()).get(first.ref())).contains(spec);
        });
    }

    /** Writers of status leave the rest. */
    @Test
    default void replaceStatusChangesTheStatusAlone() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
            var first = widgets.create(widget("n", "a", "red"));
            var stored = widgets.replace(withColour(widget("n", "a", "red"), "blue"), first.revision());
            assertThat(stored.metadata().uid()).isEqualTo(first.metadata().uid());
            assertThat(stored.metadata().creationTimestamp()).isEqualTo(Widgets.NOW);
            assertThat(stored.metadata().generation()).isEqualTo(2);
            var successor = widgets.create(widget("n", "b", "red"));
            var mixed = new Resource<>(
                    new Metadata(
                            stored.ref(),
                            successor.metadata().uid(),
                            stored.revision(),
                            1,
                            Widgets.NOW,
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
        Widgets.onEmpty(this, (widgets, stores) -> {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
            var first = widgets.create(widget("n", "a", "red"));
            widgets.replace(withColour(first, "blue"), first.revision());
            var other = Widgets.in(stores, Clock.systemUTC());
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
        Widgets.onEmpty(this, (widgets, stores) -> {
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
        Widgets.onEmpty(this, (widgets, stores) -> {
            var first = widgets.create(withFinalizers(widget("n", "a", "red"), "f", "g"));
            var marked = widgets.delete(first.ref(), Optional.empty());
            assertThat(marked.metadata().deletionTimestamp()).isPresent();
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

    /** Many writers of one object: each change is applied once. */
    @Test
    default void concurrentUpdatesAreAllApplied() throws Exception {
        Widgets.onEmpty(this, (widgets, stores) -> {
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
}
