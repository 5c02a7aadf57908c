package io.chandler.broker.internal.desk;

/** What may be asked about an instance; a column of the transition table. */
public enum InstanceRequest {
    PROVISION_SAME("provision, same attributes"),
    PROVISION_OTHER("provision, other attributes"),
    UPDATE_SAME("update, same as the running one"),
    UPDATE_OTHER("update"),
    DEPROVISION("deprovision"),
    FETCH("fetch"),
    POLL("last operation"),
    BIND("bind");

    private final String label;

    InstanceRequest(String label) {
        this.label = label;
    }

    /** The heading in the documentation. */
    public String label() {
        return label;
    }
}
