package io.chandler.broker.internal.run;

import io.chandler.broker.BrokerListener.Subject;
import io.chandler.broker.Service;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.Claimed;
import io.chandler.resources.Resource;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** What the objects of one kind do differently from others while their operations run. */
interface Kind<S, T extends ObjectStatus<T>> {

    /** Whom the operation is about. */
    Subject subject(Resource<S, T> object, Operation operation);

    /** The author's service. */
    Service service(Resource<S, T> object);

    /**
     * Calls the author's method for the operation.
     *
     * @return how the object is changed by its success, besides the operation itself
     */
    UnaryOperator<Resource<S, T>> perform(Claimed<S, T> claimed, Operation operation, OperationRun<S, T> run)
            throws Exception;

    /** Calls the author's method that removes what a failed or cancelled creation left. */
    void cleanUp(Claimed<S, T> claimed, Operation operation, OperationRun<S, T> run) throws Exception;

    /** How an object is changed by a deletion that finds nothing to delete. */
    UnaryOperator<Resource<S, T>> nothingLeft(Resource<S, T> object, Operation operation);

    /** Whether a running operation found an unusable instance, which its failure makes no more usable. */
    default boolean unusableStill(T status) {
        return false;
    }

    /** The object after the operation, which has ended with this, was in vain. */
    Resource<S, T> failed(Resource<S, T> object, Operation ended, Instant now);
}
