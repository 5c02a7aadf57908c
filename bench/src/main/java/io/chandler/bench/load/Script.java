package io.chandler.bench.load;

import java.nio.ByteBuffer;

/** What one connection asks for, request by request. Each connection has its own; used by one thread. */
public interface Script {

    /** The next request, whole, from position to limit; valid until the next call. */
    ByteBuffer next();

    /**
     * Takes the reply to the request.
     *
     * @throws UnexpectedReply if it is not what had to come
     */
    Progress take(Reply reply);

    /** How long to wait after {@link Progress#LATER}. */
    default long pauseNanos() {
        return 0;
    }
}
