package io.chandler.broker.catalog;

import io.chandler.osb.PublishedCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog as it is now. It can change while the broker runs; a catalog with mistakes never takes the place of a
 * good one. Reading is a volatile read; all methods are thread-safe.
 */
public final class CatalogSource implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogSource.class);

    private final Clock clock = Clock.systemUTC();
    private final @Nullable Path file;
    private final List<Function<CatalogDefinition, List<String>>> demands = new CopyOnWriteArrayList<>();
    private final ReentrantLock change = new ReentrantLock();
    private volatile State state;
    private volatile @Nullable Thread watcher;

    private CatalogSource(CatalogDefinition definition, @Nullable Path file, String text) {
        this.file = file;
        state = new State(definition, publish(definition, Optional.empty()), text);
    }

    /** A catalog that only changes by {@link #replace}. */
    public static CatalogSource fixed(CatalogDefinition definition) {
        return new CatalogSource(definition, null, "");
    }

    /**
     * The catalog of a file, read now and again by {@link #reload}. Warnings are logged.
     *
     * @throws CatalogException if the file has mistakes or cannot be read
     */
    public static CatalogSource file(Path file) {
        var text = CatalogFile.text(file);
        var definition = CatalogFile.parse(text, file.toString());
        warn(definition, file);
        return new CatalogSource(definition, file, text);
    }

    /**
     * The catalog of a file that is looked at again and again until {@link #close}. What is new and good is taken; what
     * has mistakes is logged with all of them, once, and the catalog stays as it is.
     *
     * @param interval between looks
     * @throws CatalogException if the file has mistakes now or cannot be read
     */
    public static CatalogSource watching(Path file, Duration interval) {
        var source = file(file);
        source.watcher = Thread.ofVirtual().name("catalog-watch").start(() -> source.watch(interval));
        return source;
    }

    /** The definition. */
    public CatalogDefinition current() {
        return state.definition;
    }

    /** What is sent to platforms; the entity tag depends on the content alone. */
    public PublishedCatalog published() {
        return state.published;
    }

    /**
     * Adds a demand that this and every later definition must meet, such as that there is a service for each offering.
     *
     * @param demand returns mistakes, each {@code path: what would be right}
     * @throws CatalogException if the definition does not meet it now
     */
    public void demand(Function<CatalogDefinition, List<String>> demand) {
        change.lock();
        try {
            meet(current(), List.of(demand));
            demands.add(demand);
        } finally {
            change.unlock();
        }
    }

    /**
     * Reads the file again.
     *
     * @return whether the file is another than before
     * @throws CatalogException if the file has mistakes or cannot be read; the catalog stays as it is
     * @throws IllegalStateException if the catalog does not come from a file
     */
    public boolean reload() {
        if (file == null) {
            throw new IllegalStateException("this catalog does not come from a file");
        }
        change.lock();
        try {
            var text = CatalogFile.text(file);
            if (text.equals(state.text)) {
                return false;
            }
            var definition = CatalogFile.parse(text, file.toString());
            take(definition, text);
            warn(definition, file);
            return true;
        } finally {
            change.unlock();
        }
    }

    /**
     * Takes another definition.
     *
     * @throws CatalogException if it does not meet a {@linkplain #demand demand}; the catalog stays as it is
     */
    public void replace(CatalogDefinition definition) {
        change.lock();
        try {
            take(definition, "");
        } finally {
            change.unlock();
        }
    }

    /** Stops looking at the file. */
    @Override
    public void close() {
        var thread = watcher;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void take(CatalogDefinition definition, String text) {
        meet(definition, demands);
        state = new State(definition, publish(definition, Optional.of(state.published)), text);
    }

    private void meet(CatalogDefinition definition, List<Function<CatalogDefinition, List<String>>> wanted) {
        var mistakes = wanted.stream()
                .flatMap(demand -> demand.apply(definition).stream())
                .toList();
        if (!mistakes.isEmpty()) {
            throw new CatalogException(file == null ? "the catalog" : file.toString(), mistakes);
        }
    }

    private PublishedCatalog publish(CatalogDefinition definition, Optional<PublishedCatalog> previous) {
        return PublishedCatalog.publish(definition.publishedCatalog(), previous, clock);
    }

    private void watch(Duration interval) {
        var told = "";
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(interval);
                if (reload()) {
                    LOGGER.info("Took the changed catalog {}", file);
                }
                told = "";
            } catch (InterruptedException _) {
                return;
            } catch (CatalogException e) {
                var message = String.valueOf(e.getMessage());
                if (!message.equals(told)) {
                    LOGGER.error("The changed catalog is not taken, the one before stays: {}", message);
                    told = message;
                }
            } catch (RuntimeException e) {
                LOGGER.error("The catalog {} could not be looked at", file, e);
            }
        }
    }

    private static void warn(CatalogDefinition definition, Path file) {
        if (!definition.warnings().isEmpty()) {
            LOGGER.warn("The catalog {} could be better:\n  {}", file, String.join("\n  ", definition.warnings()));
        }
    }

    /** What changes together. */
    private record State(CatalogDefinition definition, PublishedCatalog published, String text) {}
}
