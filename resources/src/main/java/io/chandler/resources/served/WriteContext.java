package io.chandler.resources.served;

import java.util.List;

/**
 * Who writes, and how.
 *
 * @param fieldManager what the client calls itself; empty text where it does not say
 */
public record WriteContext(String user, List<String> groups, Effect effect, String fieldManager) {

    /** Whether a write is to take place. */
    public enum Effect {
        /** Check and store. */
        STORE,
        /** Check alone, and return what would be stored; nothing changes and no event is emitted. */
        DRY_RUN
    }

    public WriteContext {
        groups = List.copyOf(groups);
    }

    /** Whether nothing may be stored. */
    public boolean dryRun() {
        return effect == Effect.DRY_RUN;
    }
}
