package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;

/** A release of a manifest. */
public record Release(Values values) {

    /** Its name; empty if there is none. */
    public String name() {
        return values.text("name").orElse("");
    }

    /** Its version, as it was written; empty if there is none. */
    public String version() {
        return values.text("version").orElse("");
    }
}
