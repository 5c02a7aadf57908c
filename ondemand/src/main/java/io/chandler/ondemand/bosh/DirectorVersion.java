package io.chandler.ondemand.bosh;

import java.util.Optional;

/**
 * The version of a director, and what it can do.
 *
 * @param ofStemcell whether it is counted like stemcells, as directors before v257 were ({@code 1.3262.0.0})
 */
public record DirectorVersion(int major, int minor, int patch, boolean ofStemcell) {

    private static final int FIRST_STEMCELL = 3262;

    /** Reads the version that a director reports, such as {@code 268.2.2 (00000000)}; empty if it is none. */
    public static Optional<DirectorVersion> of(String reported) {
        var parts = reported.strip().split("\\s+", -1)[0].split("\\.", -1);
        if (parts.length < 2 || parts.length > 4) {
            return Optional.empty();
        }
        boolean ofStemcell = parts.length == 4;
        int first = ofStemcell ? 1 : 0;
        try {
            return Optional.of(new DirectorVersion(
                    Integer.parseUnsignedInt(parts[first]),
                    Integer.parseUnsignedInt(parts[first + 1]),
                    parts.length > first + 2 ? Integer.parseUnsignedInt(parts[first + 2]) : 0,
                    ofStemcell));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Whether the broker works with it at all: v257, which is stemcell 3262. */
    public boolean isSufficient() {
        return !ofStemcell || major >= FIRST_STEMCELL;
    }

    /** Whether it runs errands as tasks of a context: v261. */
    public boolean hasLifecycleErrands() {
        return !ofStemcell && major >= 261;
    }

    /** Whether it gives addresses of links to outsiders: v266.12 and v267.6. */
    public boolean hasBindingDns() {
        return !ofStemcell && (major > 267 || (major == 267 && minor >= 6) || (major == 266 && minor >= 12));
    }

    /** Whether it recreates a deployment without a manifest: v266.15, v267.9, v268.2.2 and v268.4. */
    public boolean hasRecreate() {
        if (ofStemcell || major < 266) {
            return false;
        }
        return switch (major) {
            case 266 -> minor >= 15;
            case 267 -> minor >= 9;
            case 268 -> minor >= 4 || (minor == 2 && patch >= 2);
            default -> true;
        };
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
