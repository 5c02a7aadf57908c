package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import java.util.Optional;

/** A stemcell of a manifest. */
public record Stemcell(Values values) {

    /** The name that instance groups use; empty if there is none. */
    public String alias() {
        return values.text("alias").orElse("");
    }

    /** The name that a stemcell may have in place of its operating system. */
    public Optional<String> name() {
        return values.text("name");
    }

    /** Its operating system; empty if there is none. */
    public String os() {
        return values.text("os").orElse("");
    }

    /** Its version, as it was written; empty if there is none. */
    public String version() {
        return values.text("version").orElse("");
    }
}
