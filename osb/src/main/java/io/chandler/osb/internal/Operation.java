package io.chandler.osb.internal;

/** What a request asks for. */
public enum Operation {
    CATALOG("catalog"),
    PROVISION("provision"),
    UPDATE("update"),
    DEPROVISION("deprovision"),
    FETCH_INSTANCE("fetch_instance"),
    LAST_OPERATION("last_operation"),
    BIND("bind"),
    UNBIND("unbind"),
    FETCH_BINDING("fetch_binding"),
    LAST_BINDING_OPERATION("last_binding_operation"),
    /** The path is not of the API. */
    UNKNOWN_PATH("none"),
    /** The path is of the API, but does not take the method. */
    UNKNOWN_METHOD("none");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /** The name for metrics and logs. */
    public String label() {
        return label;
    }

    /** Whether the answer is a poll's, which platforms repeat whatever happens. */
    public boolean isPoll() {
        return this == LAST_OPERATION || this == LAST_BINDING_OPERATION;
    }

    /** Whether the request only reads. */
    boolean isRead() {
        return isPoll() || this == FETCH_INSTANCE || this == FETCH_BINDING || this == CATALOG;
    }
}
