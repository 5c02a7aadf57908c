package io.chandler.resources.served;

import io.chandler.resources.Metadata;
import io.chandler.resources.Revision;
import java.util.Optional;

/** What must hold of an object for a deletion to take place. */
public record Preconditions(Optional<String> uid, Optional<Revision> revision) {

    /** Nothing. */
    public static Preconditions none() {
        return new Preconditions(Optional.empty(), Optional.empty());
    }

    /** Whether they hold. @throws ApiRefusal.Conflict if not */
    public void check(Metadata metadata) {
        if (uid.isPresent() && !uid.get().equals(metadata.uid())) {
            throw new ApiRefusal.Conflict("Precondition failed: UID in precondition: " + uid.get()
                    + ", UID in object meta: " + metadata.uid());
        }
        if (revision.isPresent() && !revision.get().equals(metadata.revision())) {
            throw new ApiRefusal.Conflict("Precondition failed: ResourceVersion in precondition: " + revision.get()
                    + ", ResourceVersion in object meta: " + metadata.revision());
        }
    }
}
