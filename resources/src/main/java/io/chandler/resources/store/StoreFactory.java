package io.chandler.resources.store;

import io.chandler.resources.LocalResourceStores;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.StoreOpenException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens stores by URL; found by {@link ServiceLoader}. Every method throws {@link StoreOpenException} with a sentence for
 * the operator that names no password.
 */
public interface StoreFactory {

    /** The schemes of the URLs that it understands, such as {@code sqlite}. */
    Set<String> schemes();

    /** Opens a store, which is made if it is not there. */
    Store open(StoreLocation location);

    /** Opens a store to read it, while brokers use it. @throws StoreOpenException also if it is not there */
    default Store openReadOnly(StoreLocation location) {
        return open(location);
    }

    /**
     * Opens a store for this process alone, which is made if it is not there: as long as it is open, no broker can use it.
     *
     * @throws StoreOpenException also if a broker uses it
     */
    default Store openAlone(StoreLocation location) {
        throw new StoreOpenException("the store " + location.display() + " cannot be taken from its brokers");
    }

    /** Opens the objects in a store. */
    default ResourceStores openResources(StoreLocation location) {
        return new LocalResourceStores(open(location));
    }

    /** Opens the objects in a store to read them, while brokers use it. */
    default ResourceStores openResourcesReadOnly(StoreLocation location) {
        return new LocalResourceStores(openReadOnly(location));
    }

    /** Whether it is certain that nothing is stored yet and nobody else will store there, so that new keys may be made. */
    default boolean isNew(StoreLocation location) {
        return false;
    }

    /** Copies a store to a new file, while a broker uses it. */
    default void backup(StoreLocation location, Path target) {
        throw new StoreOpenException("the store " + location.display() + " is not a file: back it up by its own means");
    }

    /** The factory for a location. */
    static StoreFactory of(StoreLocation location) {
        var factories = new ArrayList<StoreFactory>();
        ServiceLoader.load(StoreFactory.class).forEach(factories::add);
        return of(location, factories);
    }

    private static StoreFactory of(StoreLocation location, List<StoreFactory> factories) {
        return factories.stream()
                .filter(factory -> factory.schemes().contains(location.scheme()))
                .findFirst()
                .orElseThrow(() -> {
                    var known = new TreeSet<String>();
                    factories.forEach(factory -> known.addAll(factory.schemes()));
                    return new StoreOpenException("store.url must begin with one of the kinds of store that are there, "
                            + String.join(
                                    ", ",
                                    known.stream().map(scheme -> scheme + ":").toList()) + ", not with \""
                            + location.scheme() + ":\"");
                });
    }
}
