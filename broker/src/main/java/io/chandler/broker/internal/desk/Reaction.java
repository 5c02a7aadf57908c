package io.chandler.broker.internal.desk;

/** What a request leads to; a cell of the transition table. */
public enum Reaction {
    START("starts", "a new operation is written down and runs"),
    JOIN("joins", "the running operation is the one that is asked for: the same answer as at its start"),
    CANCEL("cancels", "the running creation is stopped and taken back, then the object is deleted"),
    EXISTS("exists", "200: what is asked for is there"),
    SHOW("shows", "200 with the object as it is"),
    REPORT("reports", "200 with the state of the operation; after a deletion 200 or 410"),
    NOT_FOUND("404", "there is no such object, or not yet"),
    CONFLICT("409", "the object is there with other attributes"),
    GONE("410", "there is no such object"),
    CONCURRENCY("422 ConcurrencyError", "another operation is running"),
    REFUSE("422", "not possible in this state");

    private final String label;
    private final String meaning;

    Reaction(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** The short form in the documentation. */
    public String label() {
        return label;
    }

    /** What it means, for the documentation. */
    public String meaning() {
        return meaning;
    }
}
