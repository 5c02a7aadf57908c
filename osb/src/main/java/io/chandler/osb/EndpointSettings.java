package io.chandler.osb;

/**
 * How an {@link Endpoint} behaves where the specification leaves a choice, and its limits. Immutable.
 *
 * @param statusForMissingVersion what a request without {@code X-Broker-API-Version} is answered with: 400, as the
 *     specification says since 2.16, or 412 for older platforms and conformance checkers
 * @param statusForFinishedDelete what a poll is answered with once a delete has ended: 200 or 410
 * @param maximumBodyBytes the longest request body that is read; longer ones are answered with 413
 * @param maximumJsonDepth how deep objects and arrays of a request body may be nested, the body itself included
 * @param strictOriginatingIdentity whether a malformed originating identity, or one of another platform than the
 *     context names, is refused with 400; otherwise it is ignored, or accepted, and {@link Call#remark} says so
 * @param listener hears of every answer
 */
public record EndpointSettings(
        int statusForMissingVersion,
        int statusForFinishedDelete,
        int maximumBodyBytes,
        int maximumJsonDepth,
        boolean strictOriginatingIdentity,
        EndpointListener listener) {

    private static final EndpointSettings DEFAULTS = new EndpointSettings(400, 200, 1 << 20, 64, false, _ -> {});

    public EndpointSettings {
        if (statusForMissingVersion != 400 && statusForMissingVersion != 412) {
            throw new IllegalArgumentException("statusForMissingVersion must be 400 or 412");
        }
        if (statusForFinishedDelete != 200 && statusForFinishedDelete != 410) {
            throw new IllegalArgumentException("statusForFinishedDelete must be 200 or 410");
        }
        if (maximumBodyBytes < 1 || maximumBodyBytes > 1 << 30) {
            throw new IllegalArgumentException("maximumBodyBytes must be from 1 to 1,073,741,824");
        }
        if (maximumJsonDepth < 1 || maximumJsonDepth > 400) {
            throw new IllegalArgumentException("maximumJsonDepth must be from 1 to 400");
        }
    }

    /** 400 for a missing version, 200 for a finished delete, 1 MiB, 64 levels, lenient, nobody listens. */
    public static EndpointSettings defaults() {
        return DEFAULTS;
    }

    /** These settings with another {@link #statusForMissingVersion}. */
    public EndpointSettings withStatusForMissingVersion(int status) {
        return new EndpointSettings(
                status,
                statusForFinishedDelete,
                maximumBodyBytes,
                maximumJsonDepth,
                strictOriginatingIdentity,
                listener);
    }

    /** These settings with another {@link #statusForFinishedDelete}. */
    public EndpointSettings withStatusForFinishedDelete(int status) {
        return new EndpointSettings(
                statusForMissingVersion,
                status,
                maximumBodyBytes,
                maximumJsonDepth,
                strictOriginatingIdentity,
                listener);
    }

    /** These settings with another {@link #maximumBodyBytes}. */
    public EndpointSettings withMaximumBodyBytes(int bytes) {
        return new EndpointSettings(
                statusForMissingVersion,
                statusForFinishedDelete,
                bytes,
                maximumJsonDepth,
                strictOriginatingIdentity,
                listener);
    }

    /** These settings with another {@link #maximumJsonDepth}. */
    public EndpointSettings withMaximumJsonDepth(int levels) {
        return new EndpointSettings(
                statusForMissingVersion,
                statusForFinishedDelete,
                maximumBodyBytes,
                levels,
                strictOriginatingIdentity,
                listener);
    }

    /** These settings with another {@link #strictOriginatingIdentity}. */
    public EndpointSettings withStrictOriginatingIdentity(boolean strict) {
        return new EndpointSettings(
                statusForMissingVersion, statusForFinishedDelete, maximumBodyBytes, maximumJsonDepth, strict, listener);
    }

    /** These settings with another {@link #listener}. */
    public EndpointSettings withListener(EndpointListener heard) {
        return new EndpointSettings(
                statusForMissingVersion,
                statusForFinishedDelete,
                maximumBodyBytes,
                maximumJsonDepth,
                strictOriginatingIdentity,
                heard);
    }
}
