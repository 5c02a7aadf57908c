package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import java.util.Optional;

/** A variable that BOSH generates and keeps in its CredHub: part of the manifest. */
public record Variable(Values values) {

    /** Its name, which {@code ((name))} stands for; empty if there is none. */
    public String name() {
        return values.text("name").orElse("");
    }

    /** {@code password}, {@code certificate}, {@code ssh} and the like; empty if there is none. */
    public String type() {
        return values.text("type").orElse("");
    }

    /** When it is generated again: {@code no-overwrite}, {@code overwrite} or {@code converge}. */
    public Optional<String> updateMode() {
        return values.text("update_mode");
    }

    public Variable updateMode(String mode) {
        values.put("update_mode", mode);
        return this;
    }

    /** The options of its type, to be read and changed. */
    public Values options() {
        return values.valuesIn("options");
    }

    /** The links whose addresses become {@code common_name} or {@code alternative_name}, to be read and changed. */
    public Values consumes() {
        return values.valuesIn("consumes");
    }
}
