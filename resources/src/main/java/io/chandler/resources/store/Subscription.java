package io.chandler.resources.store;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Changes in order, without gaps. One reader at a time; {@link #close} from any thread ends a waiting reader. */
public interface Subscription extends AutoCloseable {

    /**
     * Waits for changes.
     *
     * @return in order; empty if none came in time or the subscription is closed
     * @throws StoreException.Expired if history that was not read yet is gone
     */
    List<Change> next(Duration wait) throws InterruptedException;

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
