package io.chandler.ondemand.adapter;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The adapter did not do what it was asked. The message is for the operator. */
public final class AdapterException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String forUser;
    private final String forLog;

    /** What the adapter's exit code says; {@link #UNUSABLE} if it is not the exit code that is wrong. */
    public enum Kind {
        /** 10: the adapter does not offer this subcommand. */
        NOT_IMPLEMENTED,
        /** 41: there is no such binding. */
        BINDING_NOT_FOUND,
        /** 42: only applications can be bound. */
        APP_MISSING,
        /** 49: there is another binding with this id. */
        BINDING_EXISTS,
        /** Any other exit code: what the adapter wrote to its standard output is for the user. */
        FAILED,
        /** The adapter could not be run, took too long, or its output cannot be used. */
        UNUSABLE
    }

    private AdapterException(Kind kind, String forUser, String forLog, String forOperator, @Nullable Throwable cause) {
        super(forOperator, cause);
        this.kind = kind;
        this.forUser = forUser;
        this.forLog = forLog;
    }

    /** It said what its exit code says. */
    static AdapterException exited(Kind kind, String forOperator) {
        return new AdapterException(kind, "", "", forOperator, null);
    }

    /**
     * It failed.
     *
     * @param forUser what it wrote for the user
     * @param forLog the same without secrets
     */
    static AdapterException failed(String forUser, String forLog, String forOperator) {
        return new AdapterException(Kind.FAILED, forUser, forLog, forOperator, null);
    }

    static AdapterException unusable(String forOperator, @Nullable Throwable cause) {
        return new AdapterException(Kind.UNUSABLE, "", "", forOperator, cause);
    }

    /** @param which adapter it is */
    static AdapterException tooLong(String which) {
        return unusable(
                "the service adapter " + which + " wrote more than " + AdapterProcess.MAXIMUM_OUTPUT
                        + " bytes to stdout",
                null);
    }

    public Kind kind() {
        return kind;
    }

    /** The adapter's sentence for the user; empty if it has none. */
    public String forUser() {
        return forUser;
    }

    /** The sentence for the user as a log may have it: without secrets that the adapter was given or has made. */
    public String forLog() {
        return forLog;
    }
}
