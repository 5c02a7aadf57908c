package io.chandler.resources;

import java.time.Duration;

/** How a run ended. */
public sealed interface Outcome {

    /** What there was to do is done. */
    record Done() implements Outcome {}

    /**
     * There is more to do later, by whichever replica comes first: the claim is given up.
     *
     * @param after how long from now
     */
    record Again(Duration after) implements Outcome {}
}
