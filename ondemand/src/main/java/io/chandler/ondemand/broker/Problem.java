package io.chandler.ondemand.broker;

import java.io.Serial;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Why a request about an instance or binding was not carried out: a text for the user and one for the operator. */
public final class Problem extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String forUser;
    private final String forLog;
    private final long taskId;

    /** What an answer is chosen by. */
    public enum Kind {
        /** The reason is for the operator; the user gets what the operator finds it by. */
        INTERNAL,
        /** The adapter's own sentence for the user. */
        ADAPTER,
        /** The director could not be asked before anything was done. */
        UNAVAILABLE,
        /** The director is at work on the deployment. */
        IN_PROGRESS,
        /** There is no such deployment. */
        NO_DEPLOYMENT,
        /** The instance is older than the broker's configuration. */
        PENDING_CHANGES,
        /** A limit of instances or resources would be passed. */
        QUOTA,
        /** The plan is not in the catalog. */
        UNKNOWN_PLAN,
        /** The parameters do not fit the plan's schema. */
        PARAMETERS,
        /** The platform's catalog is not the broker's. */
        MAINTENANCE_CONFLICT,
        /** The instance must be upgraded first. */
        NEEDS_UPGRADE,
        /** The binding asks for a backup agent, which the service does not have. */
        NO_BACKUP_AGENT,
        /** Nobody is named who could read the credentials. */
        NO_ACTOR,
        /** The adapter knows no such binding. */
        NO_BINDING,
        /** The adapter has another binding with this id. */
        BINDING_EXISTS,
        /** The adapter binds applications only. */
        APP_MISSING
    }

    Problem(Kind kind, String forUser, String forOperator, @Nullable Throwable cause) {
        this(kind, forUser, forUser, forOperator, cause, 0);
    }

    private Problem(
            Kind kind, String forUser, String forLog, String forOperator, @Nullable Throwable cause, long taskId) {
        super(forOperator, cause, false, false);
        this.kind = kind;
        this.forUser = forUser;
        this.forLog = forLog;
        this.taskId = taskId;
    }

    Problem(Kind kind, String forUser) {
        this(kind, forUser, forUser, null);
    }

    static Problem internal(String forOperator, @Nullable Throwable cause) {
        return new Problem(Kind.INTERNAL, "", forOperator, cause);
    }

    /** The adapter's sentence for the user, and the same without secrets for the log. */
    static Problem ofAdapter(String forUser, String forLog, String forOperator, Throwable cause) {
        return new Problem(Kind.ADAPTER, forUser, forLog, forOperator, cause, 0);
    }

    /** The same, although a task of the director had begun. */
    Problem after(long begunTask) {
        return new Problem(kind, forUser, forLog, forOperator(), getCause(), begunTask);
    }

    OptionalLong task() {
        return taskId == 0 ? OptionalLong.empty() : OptionalLong.of(taskId);
    }

    public Kind kind() {
        return kind;
    }

    /** A sentence for the user; empty if he is only to be told whom to ask. */
    public String forUser() {
        return forUser;
    }

    /** The sentence for the user as a log may have it. */
    String forLog() {
        return forLog;
    }

    /** What the operator is told. */
    public String forOperator() {
        return String.valueOf(getMessage());
    }
}
