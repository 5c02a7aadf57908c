package io.chandler.broker.internal.state;

/** Where a binding is in its life; a row of the transition table. */
public enum BindingPhase {
    /** Nothing is known of the id. */
    UNKNOWN,
    CREATING,
    /** The creation failed or was cancelled, and what it had made was removed as far as that went. */
    CREATE_FAILED,
    READY,
    DELETING,
    DELETE_FAILED,
    /** The binding is gone; how its deletion ended can still be asked for. */
    DELETED;

    /** Whether an operation is running. */
    public boolean busy() {
        return this == CREATING || this == DELETING;
    }
}
