package io.chandler.resources.store;

import io.chandler.resources.Revision;

/**
 * A key with its value.
 *
 * @param revision of the last change
 * @param value not to be modified
 */
public record Entry(String key, Revision revision, String tag, byte[] value) {}
