package io.chandler.resources.store;

import java.util.Optional;

/**
 * A change of one key. {@code entry} is what the change left: of a removed key its last value, with the revision of the
 * removal.
 *
 * @param previous what was there before; empty for a new key
 */
public record Change(Entry entry, Optional<Entry> previous, boolean removed) {}
