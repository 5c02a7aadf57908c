package io.chandler.resources.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where the next page of a list begins: after a key, in the snapshot of a revision; of the newest where that is zero. */
public record Continuation(Revision revision, String lastKey) {

    /** The snapshot, unless it is the newest. */
    public Optional<Revision> snapshot() {
        return revision.equals(Revision.ZERO) ? Optional.empty() : Optional.of(revision);
    }

    /** The opaque text of it. */
    public String token() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((revision + ":" + lastKey).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a token.
     *
     * @param prefix what the keys of the list begin with
     * @throws StoreException.Invalid if it is none, or one of another list
     */
    public static Continuation parse(String token, String prefix) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0 && text.startsWith(prefix, colon + 1)) {
                return new Continuation(Revision.parse(text.substring(0, colon)), text.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            // Neither Base64 nor a revision: refused below.
        }
        throw new StoreException.Invalid("the continuation must be the one of the page before, for the same list");
    }
}
