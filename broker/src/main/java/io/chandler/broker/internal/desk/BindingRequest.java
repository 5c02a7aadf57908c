package io.chandler.broker.internal.desk;

/** What may be asked about a binding; a column of the transition table. */
public enum BindingRequest {
    BIND_SAME("bind, same attributes"),
    BIND_OTHER("bind, other attributes"),
    UNBIND("unbind"),
    FETCH("fetch"),
    POLL("last operation");

    private final String label;

    BindingRequest(String label) {
        this.label = label;
    }

    /** The heading in the documentation. */
    public String label() {
        return label;
    }
}
