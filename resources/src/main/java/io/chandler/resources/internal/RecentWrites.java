package io.chandler.resources.internal;

import io.chandler.resources.Resource;
import io.chandler.resources.Revision;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the last writes, so that who reads them soon after need not decode them, and those that watches have
 * decoded. Bounded: a write takes the place of the one {@link #KEPT} revisions before it. Lock-free.
 */
public final class RecentWrites<S, T> {

    /** How many writes are remembered: more would outlive the youngest generation of the heap, which costs more. */
    public static final int KEPT = 512;

    private static final int UNDER_WAY = 1_024;

    private final AtomicReferenceArray<@Nullable Resource<S, T>> byRevision = new AtomicReferenceArray<>(KEPT);
    private final AtomicReferenceArray<@Nullable Write<S, T>> underWay = new AtomicReferenceArray<>(UNDER_WAY);

    private record Write<S, T>(byte[] value, Resource<S, T> resource) {

        @SuppressWarnings("ReferenceEquality") // the very array that the writer handed over, not one like it
        boolean of(byte[] handedOver) {
            return value == handedOver;
        }
    }

    /** Tells of a write whose revision is not known yet: a watcher may see it before the writer returns. */
    public void begin(byte[] value, Resource<S, T> resource) {
        underWay.set(slot(value), new Write<>(value, resource));
    }

    /** Tells of a write that took place; the object carries its revision. */
    public void end(byte[] value, Resource<S, T> stored) {
        byRevision.set(slot(stored.revision()), stored);
        abandon(value);
    }

    /** Tells of a write that did not take place. */
    public void abandon(byte[] value) {
        int slot = slot(value);
        var write = underWay.get(slot);
        if (write != null && write.of(value)) {
            underWay.compareAndSet(slot, write, null);
        }
    }

    /** Remembers an object that was read. */
    public void read(Resource<S, T> resource) {
        byRevision.set(slot(resource.revision()), resource);
    }

    /** The object that was stored at a revision, if it is remembered. */
    public @Nullable Resource<S, T> at(Revision revision) {
        var resource = byRevision.get(slot(revision));
        return resource != null && resource.revision().equals(revision) ? resource : null;
    }

    /** The object that was, or is being, stored at a revision with these very bytes, if it is remembered. */
    public @Nullable Resource<S, T> at(Revision revision, byte[] value) {
        var stored = at(revision);
        if (stored != null) {
            return stored;
        }
        var write = underWay.get(slot(value));
        if (write == null || !write.of(value)) {
            return null;
        }
        var resource = write.resource.withRevision(revision);
        byRevision.set(slot(revision), resource);
        return resource;
    }

    private static int slot(Revision revision) {
        return revision.hashCode() & (KEPT - 1);
    }

    private static int slot(byte[] value) {
        return System.identityHashCode(value) & (UNDER_WAY - 1);
    }
}
