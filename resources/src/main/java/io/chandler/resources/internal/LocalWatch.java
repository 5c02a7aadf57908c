package io.chandler.resources.internal;

import io.chandler.resources.Resource;
import io.chandler.resources.Revision;
import io.chandler.resources.Watch;
import io.chandler.resources.WatchEvent;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Subscription;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Changes of bytes as events of selected objects. Decodes only what the tag lets through and is not known. */
public final class LocalWatch<S, T> implements Watch<S, T> {

    private final Subscription subscription;
    private final Selection selection;
    private final Predicate<Entry> known;
    private final Function<Entry, Resource<S, T>> decode;
    private final Function<Entry, Map<String, String>> labels;
    private Iterator<Change> batch = List.<Change>of().iterator();

    /**
     * A watch over a subscription without what is {@code known}; {@code decode} turns entries into objects, and {@code
     * labels} tells the labels of one alone.
     */
    public LocalWatch(
            Subscription subscription,
            Selection selection,
            Predicate<Entry> known,
            Function<Entry, Resource<S, T>> decode,
            Function<Entry, Map<String, String>> labels) {
        this.subscription = subscription;
        this.selection = selection;
        this.known = known;
        this.decode = decode;
        this.labels = labels;
    }

    @Override
    public Optional<WatchEvent<S, T>> next(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + Math.min(TimeUnit.NANOSECONDS.convert(wait), Long.MAX_VALUE / 4);
        while (true) {
            while (batch.hasNext()) {
                var event = event(batch.next());
                if (event != null) {
                    return Optional.of(event);
                }
            }
            long left = Math.max(0, deadline - System.nanoTime());
            var changes = subscription.next(Duration.ofNanos(left));
            if (changes.isEmpty()) {
                return Optional.empty();
            }
            batch = changes.iterator();
        }
    }

    private @Nullable WatchEvent<S, T> event(Change change) {
        var entry = change.entry();
        boolean maybeBefore = change.previous().isPresent()
                && !selection.excludes(change.previous().get().tag());
        boolean maybeNow = !change.removed() && !selection.excludes(entry.tag());
        if ((!maybeBefore && !maybeNow) || known.test(entry)) {
            return null;
        }
        var resource = decode.apply(entry);
        boolean now = maybeNow && selection.matches(resource.metadata().labels());
        boolean before = maybeBefore && matched(change.previous().get());
        if (now) {
            return before ? new WatchEvent.Modified<>(resource) : new WatchEvent.Added<>(resource);
        }
        return before ? new WatchEvent.Deleted<>(resource) : null;
    }

    private boolean matched(Entry entry) {
        return selection.byTagAlone() || selection.matches(labels.apply(entry));
    }

    @Override
    public Optional<Revision> reached() {
        return batch.hasNext() ? Optional.empty() : subscription.reached();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
