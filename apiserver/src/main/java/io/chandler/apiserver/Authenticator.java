package io.chandler.apiserver;

import java.time.Duration;

/** Finds out who asks. Thread-safe; may block. */
@FunctionalInterface
public interface Authenticator {

    /** Who sends the request. */
    Verdict authenticate(ApiRequest request);

    /** What authentication comes to. */
    sealed interface Verdict {

        /** The user is who he says. */
        record Known(User user) implements Verdict {}

        /** No credentials, or wrong ones. */
        record Unknown() implements Verdict {}

        /** It cannot be found out at the moment. */
        record Later(String message, Duration retryAfter) implements Verdict {}
    }
}
