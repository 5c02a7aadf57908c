package io.chandler.osb.client.internal;

/** An answer that breaks the specification; the message is a sentence for the user. */
final class MalformedAnswer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedAnswer(String problem) {
        super(problem);
    }
}
