package io.chandler.broker.internal.state;

/** Where an instance is in its life; a row of the transition table. */
public enum InstancePhase {
    /** Nothing is known of the id. */
    UNKNOWN,
    CREATING,
    /** The creation, and perhaps a deletion after it, failed; what it had made was removed as far as that went. */
    CREATE_FAILED,
    READY,
    UPDATING,
    /** The last update failed; the instance is as it was before. */
    UPDATE_FAILED,
    /** The last update failed and left the instance unusable. */
    UNUSABLE,
    DELETING,
    DELETE_FAILED,
    /** The instance is gone; how its deletion ended can still be asked for. */
    DELETED;

    /** Whether an operation is running. */
    public boolean busy() {
        return this == CREATING || this == UPDATING || this == DELETING;
    }

    /** Whether bindings can be made. */
    public boolean bindable() {
        return this == READY || this == UPDATE_FAILED || this == DELETE_FAILED;
    }
}
