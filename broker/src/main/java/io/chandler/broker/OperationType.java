package io.chandler.broker;

/** The kinds of operations on instances and bindings. */
public enum OperationType {
    PROVISION,
    UPDATE,
    DEPROVISION,
    BIND,
    UNBIND;

    /** The lower-case name, as metrics and logs show it. */
    public String label() {
        return switch (this) {
            case PROVISION -> "provision";
            case UPDATE -> "update";
            case DEPROVISION -> "deprovision";
            case BIND -> "bind";
            case UNBIND -> "unbind";
        };
    }
}
