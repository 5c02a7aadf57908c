package io.chandler.osb.client;

/** A call of the API, as a platform makes it. */
public enum PlatformCall {
    CATALOG,
    PROVISION,
    UPDATE,
    DEPROVISION,
    FETCH_INSTANCE,
    BIND,
    UNBIND,
    FETCH_BINDING,
    LAST_OPERATION;

    /** Whether the call deletes: an answer 410 to it, or to a poll of it, means that it has succeeded. */
    public boolean deletes() {
        return this == DEPROVISION || this == UNBIND;
    }

    /** Whether the call may be answered with an operation to follow. */
    public boolean startsOperations() {
        return switch (this) {
            case PROVISION, UPDATE, DEPROVISION, BIND, UNBIND -> true;
            case CATALOG, FETCH_INSTANCE, FETCH_BINDING, LAST_OPERATION -> false;
        };
    }
}
