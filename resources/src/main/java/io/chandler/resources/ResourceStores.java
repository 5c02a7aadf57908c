package io.chandler.resources;

import io.chandler.resources.store.Capabilities;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/** Where the objects of every type live. Thread-safe. */
public interface ResourceStores extends AutoCloseable {

    /**
     * The objects of a type.
     *
     * @param mapper reads and writes spec and status; with the settings that keep their numbers exact, if they matter
     */
    <S, T> ResourceStore<S, T> of(ResourceType<S, T> type, JsonMapper mapper, Clock clock);

    /** What they promise. */
    Capabilities capabilities();

    /**
     * Whether others can ask for the deletion of objects here, past who uses these stores: as in a cluster, where anybody
     * may whom it lets. What must not vanish before something was done needs a finalizer then.
     */
    default boolean othersMayDelete() {
        return false;
    }

    /** Makes sure that objects can be written. @throws StoreException.Unavailable if not */
    void ping();

    /** Acknowledged writes since the opening. */
    long writes();

    @Override
    void close();
}
