package io.chandler.bench.load;

import java.nio.charset.StandardCharsets;

/** What a reply says about the last operation. */
enum OperationState {
    IN_PROGRESS,
    SUCCEEDED;

    private static final byte[] IN_PROGRESS_TEXT = "\"in progress\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUCCEEDED_TEXT = "\"succeeded\"".getBytes(StandardCharsets.US_ASCII);

    /**
     * The state. An object that is gone has been deleted with success.
     *
     * @throws UnexpectedReply if the operation failed, or if this is no answer
     */
    static OperationState of(Reply reply) {
        if (reply.status() == 200 && reply.indexOf(SUCCEEDED_TEXT) >= 0) {
            return SUCCEEDED;
        }
        if (reply.status() == 200 && reply.indexOf(IN_PROGRESS_TEXT) >= 0) {
            return IN_PROGRESS;
        }
        if (reply.status() == 410) {
            return SUCCEEDED;
        }
        throw new UnexpectedReply("Expected the state of an operation, got " + reply.describe());
    }
}
