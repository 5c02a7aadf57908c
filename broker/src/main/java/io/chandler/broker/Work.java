package io.chandler.broker;

import io.chandler.osb.OriginatingIdentity;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The operation that is running. Used by the thread that runs it; other threads may call {@link #progress}. */
public interface Work {

    /**
     * A step: runs once, its result is kept, and after a crash it returns what it returned. Nothing happens before
     * {@link Step#run}. Names are unique within an operation and must be the same in each run.
     *
     * @param body what to do; its result is text, a number, a boolean, a UUID, an enum or a record of such, or null
     */
    <R> Step<R> step(String name, Callable<R> body);

    /** A step without result. */
    Step<Void> step(String name, Action body);

    /** Tells the user how far the work is; shown by the platform while it polls. At most 1,000 characters are kept. */
    void progress(String text);

    /** When the operation fails if it has not ended. */
    Instant deadline();

    /** 1 for the first run, one more for each run after a failure. */
    int attempt();

    /** The user who caused the operation, where the platform says so. */
    Optional<OriginatingIdentity> user();

    /** The platform's name of the request that caused the operation. */
    Optional<String> requestIdentity();

    /** A piece of work without result that may fail. */
    @FunctionalInterface
    interface Action {
        /** Does the work. */
        void run() throws Exception;
    }

    /** A piece of work that takes back what another did. */
    @FunctionalInterface
    interface Undo<R> {
        /** Takes back; {@code result} is what the step returned. Must be safe to do twice. */
        void run(R result) throws Exception;
    }

    /** A step that is described and yet to run. */
    interface Step<R> {

        /**
         * Says how the step is undone if the operation fails for good or is cancelled later on. To learn that, the engine
         * calls the method again: what it refuses before it comes here keeps the step from being undone.
         */
        Step<R> undo(Undo<? super R> undo);

        /** Runs the step, or returns the kept result if it had finished in an earlier run. */
        R run();
    }
}
