package io.chandler.cli;

/** What the command's exit code says. */
public final class ExitCodes {

    /** Everything was done. */
    public static final int OK = 0;

    /** The operation that the broker had accepted has failed, or what the command was to do on this machine has. */
    public static final int FAILED = 1;

    /** The command line, a file named in it, or a parameter is wrong; nothing was sent. */
    public static final int USAGE = 2;

    /** The broker has refused the request or failed at it, or its answer breaks the specification. */
    public static final int REFUSED = 3;

    /** There is no such offering, plan, instance or binding, or not any more. */
    public static final int NOT_FOUND = 4;

    /** The broker cannot be reached, does not answer, or does not accept the credentials. */
    public static final int UNREACHABLE = 5;

    /** The operation had not ended when the time for it was over. */
    public static final int TIMED_OUT = 6;

    /** A mistake in the command itself. */
    public static final int INTERNAL = 70;

    /** The command was interrupted; an operation that it waited for goes on. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
