package io.chandler.broker.internal.run;

import io.chandler.broker.Work;
import io.chandler.osb.OriginatingIdentity;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Work on an object, done by a run. */
interface RunWork extends Work {

    /** Who does it. */
    Work run();

    @Override
    default <R> Step<R> step(String name, Callable<R> body) {
        return run().step(name, body);
    }

    @Override
    default Step<Void> step(String name, Action body) {
        return run().step(name, body);
    }

    @Override
    default void progress(String text) {
        run().progress(text);
    }

    @Override
    default Instant deadline() {
        return run().deadline();
    }

    @Override
    default int attempt() {
        return run().attempt();
    }

    @Override
    default Optional<OriginatingIdentity> user() {
        return run().user();
    }

    @Override
    default Optional<String> requestIdentity() {
        return run().requestIdentity();
    }
}
