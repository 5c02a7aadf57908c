package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;

/** Starts the operation of a command on an instance, and follows it. Thread-safe. */
interface Trigger {

    /** What came of starting. */
    sealed interface Start {

        /** It goes on. */
        record Accepted(Running operation) implements Start {}

        /** The platform has no such instance any more. */
        record Deleted() implements Start {}

        /** The instance has no deployment. */
        record Orphaned() implements Start {}

        /** Something else works on the instance. */
        record Busy() implements Start {}

        /** There is nothing to do. */
        record Skipped() implements Start {}
    }

    /** How far an operation is. */
    sealed interface Check {

        record Working() implements Check {}

        record Succeeded() implements Check {}

        record Failed(String description) implements Check {}
    }

    /**
     * An operation that goes on.
     *
     * @param data what it is asked for with
     * @param task of the director; 0 where it is not known
     */
    record Running(String data, long task) {}

    /** It could not be started or asked for; the message is for the log. */
    final class Problem extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        /** @param passing whether it may well go by when asked again */
        Problem(String message, boolean passing) {
            super(message);
            this.passing = passing;
        }

        String reason() {
            return String.valueOf(getMessage());
        }

        boolean passing() {
            return passing;
        }
    }

    Start start(ServiceInstance instance) throws Problem, InterruptedException;

    /** Whether the operation is one that this can follow. */
    boolean knows(Running operation);

    Check check(String instanceId, Running operation) throws Problem, InterruptedException;
}
