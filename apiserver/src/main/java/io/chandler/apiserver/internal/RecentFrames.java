package io.chandler.apiserver.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.served.ApiEvent;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of one kind that were last sent, so that each is written as JSON once however many watch. Bounded in
 * number and bytes. Lock-free.
 */
final class RecentFrames {

    private static final int KEPT = 256;

    /** Larger events are not worth their place: 256 of them are 4 MiB. */
    private static final int LARGEST = 16 * 1024;

    private final AtomicReferenceArray<@Nullable Kept> byRevision = new AtomicReferenceArray<>(KEPT);

    private record Kept(Revision revision, ApiEvent.Type type, Format format, byte[] frame) {}

    /** The frame of the event at a revision; made anew if it is not kept. Not to be modified. */
    byte[] at(Revision revision, ApiEvent.Type type, Format format, Supplier<byte[]> make) {
        int slot = revision.hashCode() & (KEPT - 1);
        var kept = byRevision.get(slot);
        if (kept != null && kept.type == type && kept.format == format && kept.revision.equals(revision)) {
            return kept.frame;
        }
        var frame = make.get();
        if (frame.length <= LARGEST) {
            byRevision.set(slot, new Kept(revision, type, format, frame));
        }
        return frame;
    }
}
