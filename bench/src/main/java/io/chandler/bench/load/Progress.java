package io.chandler.bench.load;

/** Where a script is after a reply. */
public enum Progress {
    /** The unit of work is done and is counted; the next request begins another. */
    DONE,
    /** The unit goes on with the next request, at once. */
    NEXT,
    /** The unit goes on with the next request, after {@link Script#pauseNanos()}. */
    LATER
}
