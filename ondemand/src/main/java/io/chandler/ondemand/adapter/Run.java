package io.chandler.ondemand.adapter;

/**
 * An adapter's run that ended by itself. {@code toString} leaves the output out.
 *
 * @param exitCode 128 and the signal's number, if a signal ended it
 * @param error standard error, cut off if it is very long
 */
record Run(int exitCode, String output, String error) {

    @Override
    public String toString() {
        return "Run[exitCode=" + exitCode + "]";
    }
}
