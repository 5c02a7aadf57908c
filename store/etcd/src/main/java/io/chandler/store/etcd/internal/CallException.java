package io.chandler.store.etcd.internal;

import io.chandler.resources.StoreException;
import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** Why a call of etcd did not succeed, in a sentence for the operator. */
final class CallException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String UNREACHABLE = " cannot be reached";

    /** What kind of failure it is. */
    enum Kind {
        /** The member, or the way to it, has failed; another member or another time may do. */
        TRANSIENT,
        /** TLS with the member fails; another member may do, another time hardly. */
        UNTRUSTED,
        /** The session of the user is over. */
        SESSION,
        /** History that was asked for is gone. */
        COMPACTED,
        /** The revision that was asked for is yet to come. */
        FUTURE,
        /** The answer is larger than it may be. */
        LARGE_ANSWER,
        /** The request is larger than etcd takes. */
        LARGE_REQUEST,
        /** Trying again does not help by itself. */
        REFUSED
    }

    private final transient Kind kind;
    private final boolean certain;

    CallException(Kind kind, boolean certain, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.certain = certain;
    }

    Kind kind() {
        return kind;
    }

    /** Whether it is certain that nothing was done. */
    boolean certain() {
        return certain;
    }

    boolean isTransient() {
        return kind == Kind.TRANSIENT || kind == Kind.UNTRUSTED;
    }

    /** Whether nothing was sent and it is not known why: an earlier failure may say more. */
    boolean isVague() {
        return certain && String.valueOf(getMessage()).endsWith(UNREACHABLE);
    }

    StoreException.Unavailable unavailable(boolean certain) {
        return new StoreException.Unavailable(String.valueOf(getMessage()), certain, this);
    }

    /**
     * What a status means.
     *
     * @param member who was called
     * @param sent whether the request may have reached it
     */
    static CallException of(String member, Status status, boolean sent) {
        String text = status.getDescription() == null ? "" : status.getDescription();
        return switch (status.getCode()) {
            case OUT_OF_RANGE ->
                text.contains("compacted")
                        ? of(Kind.COMPACTED, true, "etcd has forgotten that history", status)
                        : of(Kind.FUTURE, true, "etcd has no such revision yet", status);
            case RESOURCE_EXHAUSTED -> exhausted(member, text, status);
            case INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, NOT_FOUND ->
                refused(member, text, status);
            case UNAVAILABLE -> unavailable(member, text, status, sent);
            case DEADLINE_EXCEEDED ->
                sent
                        ? of(Kind.TRANSIENT, false, "etcd at " + member + " did not answer in time", status)
                        : unreachable(member, status);
            default ->
                of(Kind.TRANSIENT, !sent, "the call of etcd at " + member + " broke off: " + status.getCode(), status);
        };
    }

    private static CallException exhausted(String member, String text, Status status) {
        if (text.contains("database space exceeded")) {
            // The change that passes the quota is made and answered so all the same.
            return of(
                    Kind.REFUSED,
                    false,
                    "etcd has no space left (alarm NOSPACE): compact and defragment it or raise its quota, then disarm the alarm",
                    status);
        }
        if (text.contains("too many requests")) {
            return of(Kind.TRANSIENT, true, "etcd at " + member + " has too many requests waiting", status);
        }
        return of(Kind.LARGE_ANSWER, false, "the answer of etcd at " + member + " is too large", status);
    }

    private static CallException refused(String member, String text, Status status) {
        if (text.contains("request is too large") || text.contains("too many operations")) {
            return of(
                    Kind.LARGE_REQUEST,
                    true,
                    "larger than etcd takes; its --max-request-bytes must be at least 1572864, the default",
                    status);
        }
        if (text.contains("invalid auth token")
                || text.contains("revision of auth store is old")
                || text.contains("revision in header is old")
                || text.contains("user name is empty")) {
            return of(Kind.SESSION, true, "etcd at " + member + " asks for a user and a password", status);
        }
        if (text.contains("authentication failed")) {
            return of(Kind.REFUSED, true, "etcd at " + member + " refuses the user or the password", status);
        }
        if (status.getCode() == Status.Code.PERMISSION_DENIED || text.contains("permission denied")) {
            return of(
                    Kind.REFUSED,
                    true,
                    "the user may not do that in etcd: its role needs readwrite on all keys with the prefix",
                    status);
        }
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return of(Kind.REFUSED, true, "what answers at " + member + " is not etcd 3.4 or later", status);
        }
        return of(Kind.REFUSED, true, "etcd at " + member + " refuses: " + text, status);
    }

    private static CallException unavailable(String member, String text, Status status, boolean sent) {
        if (text.contains("etcdserver: no leader")) {
            return of(Kind.TRANSIENT, true, "etcd at " + member + " has no leader", status);
        }
        if (!sent) {
            return unreachable(member, status);
        }
        String reason = text.startsWith("etcdserver: ") ? text.substring(12) : "the connection broke";
        return of(Kind.TRANSIENT, false, "etcd at " + member + " failed: " + reason, status);
    }

    /** Why there is no connection, by the first cause that says so. */
    private static CallException unreachable(String member, Status status) {
        for (var cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return of(Kind.TRANSIENT, true, "the host of etcd at " + member + " is not known", status);
            }
            if (cause instanceof ConnectException) {
                String message = "nothing listens for etcd at " + member + ": " + cause.getMessage();
                return of(Kind.TRANSIENT, true, message, status);
            }
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                String message = "TLS with etcd at " + member + " fails: " + innermost(cause);
                return of(Kind.UNTRUSTED, true, message, status);
            }
        }
        return of(Kind.TRANSIENT, true, "etcd at " + member + UNREACHABLE, status);
    }

    private static String innermost(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static CallException of(Kind kind, boolean certain, String message, Status status) {
        return new CallException(kind, certain, message, status.asRuntimeException());
    }
}
