package io.chandler.ondemand.http;

import org.jspecify.annotations.Nullable;

/** There was no answer, or authentication failed on the way to it. The message holds no secret. */
public final class HttpFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        /** No connection, a broken one, no answer in time. */
        NETWORK,
        /** The server's certificate is not trusted. */
        CERTIFICATE,
        /** No token, or one that is refused. */
        AUTHENTICATION,
        /** An answer that is too large or cannot be understood. */
        ANSWER
    }

    public HttpFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
