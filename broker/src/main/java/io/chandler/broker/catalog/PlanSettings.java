package io.chandler.broker.catalog;

import java.time.Duration;
import java.util.Optional;

/**
 * How the operations of a plan are worked on.
 *
 * @param execution whether operations are answered before they have ended
 * @param answerWithin an asynchronous operation that ends within this time is answered at once; zero: never
 * @param pollInterval how often the platform should ask for an operation's state, whole seconds
 * @param requiresApp whether a binding must name an app
 * @param hidden whether the plan is left out of the published catalog; its instances are managed like all others
 * @param parameters the record of the parameters of instances, if they are one: an instance that comes to the plan keeps
 *     what the record knows of its parameters, and they have to fit it
 */
public record PlanSettings(
        Execution execution,
        Duration answerWithin,
        Duration pollInterval,
        boolean requiresApp,
        boolean hidden,
        Optional<Class<? extends Record>> parameters) {

    /** What holds where nothing is said. */
    public static final PlanSettings DEFAULTS =
            new PlanSettings(Execution.AUTOMATIC, Duration.ofMillis(250), Duration.ofSeconds(10), false, false);

    /** Settings of a plan whose parameters are no record. */
    public PlanSettings(
            Execution execution, Duration answerWithin, Duration pollInterval, boolean requiresApp, boolean hidden) {
        this(execution, answerWithin, pollInterval, requiresApp, hidden, Optional.empty());
    }

    /** Settings of a plan that is published. */
    public PlanSettings(Execution execution, Duration answerWithin, Duration pollInterval, boolean requiresApp) {
        this(execution, answerWithin, pollInterval, requiresApp, false);
    }

    /** When an operation is answered. */
    public enum Execution {
        /** Asynchronously where the platform accepts it, else when the operation has ended. */
        AUTOMATIC,
        /** Asynchronously; platforms that do not accept it are refused. */
        ASYNC,
        /** When the operation has ended. */
        SYNC
    }
}
