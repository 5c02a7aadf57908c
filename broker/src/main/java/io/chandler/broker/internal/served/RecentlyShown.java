package io.chandler.broker.internal.served;

import io.chandler.resources.Revision;
import io.chandler.resources.served.ApiObject;
import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects last watched as clients see them, so that a change costs one look at it however many watch. Bounded, and given
 * up where memory is short. Lock-free.
 */
final class RecentlyShown {

    private static final int KEPT = 256;

    private final AtomicReferenceArray<@Nullable Kept> byRevision = new AtomicReferenceArray<>(KEPT);

    private record Kept(Revision revision, SoftReference<ApiObject> object) {}

    /** The object that was stored at a revision; looked at anew if it is not kept. */
    ApiObject at(Revision revision, Supplier<ApiObject> look) {
        int slot = revision.hashCode() & (KEPT - 1);
        var kept = byRevision.get(slot);
        if (kept != null && kept.revision.equals(revision)) {
            var object = kept.object.get();
            if (object != null) {
                return object;
            }
        }
        var object = look.get();
        byRevision.set(slot, new Kept(revision, new SoftReference<>(object)));
        return object;
    }
}
