package io.chandler.resources;

/** Takes an object nearer to what its spec wants. */
@FunctionalInterface
public interface Reconciler<S, T> {

    /**
     * One run, on a virtual thread of its own. It is interrupted when its claim is lost or the controller must end.
     * What it throws is reported and the run repeated after a while.
     */
    Outcome reconcile(Claimed<S, T> claimed) throws Exception;
}
