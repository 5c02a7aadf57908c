package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration;
import io.chandler.osb.PublishedCatalog;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The catalog, made when it is first asked for and then kept; one that could not be made is made anew. Thread-safe. */
final class CurrentCatalog {

    private final Configuration configuration;
    private final PlanSchemas schemas;
    private final boolean credentialsAreKept;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable PublishedCatalog known;

    /** @param credentialsAreKept whether bindings can be fetched again */
    CurrentCatalog(Configuration configuration, PlanSchemas schemas, boolean credentialsAreKept, Clock clock) {
        this.configuration = configuration;
        this.schemas = schemas;
        this.credentialsAreKept = credentialsAreKept;
        this.clock = clock;
    }

    /** The catalog. Throws {@link Problem}, which the exchange keeps. */
    PublishedCatalog get(Work work) {
        var made = known;
        if (made != null) {
            return made;
        }
        lock.lock();
        try {
            made = known;
            if (made == null) {
                made = make(work);
                known = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private PublishedCatalog make(Work work) {
        try {
            return OfferedCatalog.publish(
                    configuration.offering(),
                    schemas.schemas(work),
                    credentialsAreKept,
                    configuration.broker().compatibility(),
                    clock);
        } catch (Problem problem) {
            Exchange.current().catalogProblem = Optional.of(problem);
            work.log("error: " + problem.forOperator());
            throw problem;
        }
    }
}
