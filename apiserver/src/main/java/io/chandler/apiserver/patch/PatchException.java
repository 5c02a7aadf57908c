package io.chandler.apiserver.patch;

import java.util.List;

/** Why a patch was not applied. Messages name paths and fields, never values that were stored. */
public sealed class PatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private PatchException(String message) {
        super(message);
    }

    /** The message, which is always there. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** What was sent is no patch of its format: 400. */
    public static final class Malformed extends PatchException {
        private static final long serialVersionUID = 1L;

        public Malformed(String message) {
            super(message);
        }
    }

    /** The patch is well-formed but does not fit the object: 422. */
    public static final class Rejected extends PatchException {
        private static final long serialVersionUID = 1L;

        public Rejected(String message) {
            super(message);
        }
    }

    /** The patch has more operations than are taken: 413. */
    public static final class TooLarge extends PatchException {
        private static final long serialVersionUID = 1L;

        public TooLarge(String message) {
            super(message);
        }
    }

    /** Other managers own fields that would change: 409 with a cause for each. */
    public static final class Conflicting extends PatchException {
        private static final long serialVersionUID = 1L;

        private final transient List<FieldConflict> conflicts;

        Conflicting(List<FieldConflict> conflicts) {
            super(FieldConflict.message(conflicts));
            this.conflicts = List.copyOf(conflicts);
        }

        /** The fields, each with the manager that owns it. */
        public List<FieldConflict> conflicts() {
            return conflicts;
        }
    }
}
