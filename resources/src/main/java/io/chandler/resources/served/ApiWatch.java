package io.chandler.resources.served;

import io.chandler.resources.Revision;
import java.time.Duration;
import java.util.Optional;

/**
 * A subscription to changes. One reader at a time; {@link #close} may be called from any thread and ends a waiting
 * {@link #next}. Nothing is buffered without bound and nothing is skipped: a reader that falls too far behind is refused.
 */
public interface ApiWatch extends AutoCloseable {

    /**
     * Waits for the next change.
     *
     * @return empty if none came in time or the watch is closed
     * @throws ApiRefusal.Expired if history that was not read yet is gone: list again
     */
    Optional<ApiEvent> next(Duration wait) throws InterruptedException;

    /**
     * The revision up to which nothing is left to read, changes of other objects included: where a watch may begin anew.
     * To be asked by the reader.
     *
     * @return empty where it is not known
     */
    default Optional<Revision> reached() {
        return Optional.empty();
    }

    @Override
    void close();
}
