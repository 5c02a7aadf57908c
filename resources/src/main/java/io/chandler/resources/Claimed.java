package io.chandler.resources;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An object that a run has the claim on. Thread-safe. Of no use after the run: every write is refused then. */
public interface Claimed<S, T> {

    /** The newest state known under this claim. */
    Resource<S, T> resource();

    /**
     * Says whether the run may still do something outside of the store, such as a step that nobody else should do at the
     * same time.
     *
     * @throws ClaimLost if the object, or the claim on it, is no longer ours, or the claim was not renewed in time
     */
    void requireHeld();

    /**
     * Changes the object, if it is still ours, in one write. When somebody else changed it in the meantime it is read
     * and the change is applied again; when the store cannot be reached this waits. The claim is kept, and prolonged
     * where that is due, unless the change takes it away: then the run has no more say after this write.
     *
     * @param change without side effects, as it may be applied more than once
     * @return the object as stored
     * @throws ClaimLost if the object, or the claim on it, is no longer ours
     * @throws StoreException.Invalid if the store refuses the object
     */
    Resource<S, T> update(UnaryOperator<Resource<S, T>> change);

    /**
     * Whom to tell that somebody else changed the object, such as by asking for its deletion; at once if that happened
     * during this run already. Called one at a time, with the newest state; states in between may be left out.
     */
    void onChange(Consumer<Resource<S, T>> listener);
}
