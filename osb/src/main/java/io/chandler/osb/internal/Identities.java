package io.chandler.osb.internal;

import io.chandler.osb.OriginatingIdentity;
import java.util.Optional;

/**
 * Originating identities of requests. The last one is remembered with its header, because a platform's requests often
 * name the same user one after the other. Thread-safe.
 */
public final class Identities {

    /** Longer headers are not remembered. */
    private static final int LONGEST = 4_096;

    private record Known(String header, Optional<OriginatingIdentity> identity) {}

    private volatile Known last = new Known("", Optional.empty());

    /** The identity, which is the caller's own; empty where the text is malformed. */
    public Optional<OriginatingIdentity> read(String header) {
        var known = last;
        if (!known.header.equals(header)) {
            known = new Known(header, IdentityReader.read(header));
            if (header.length() <= LONGEST) {
                last = known;
            }
        }
        return known.identity.map(identity -> new OriginatingIdentity(
                identity.platform(), identity.properties().deepCopy()));
    }
}
