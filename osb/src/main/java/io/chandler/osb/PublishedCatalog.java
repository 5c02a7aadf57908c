package io.chandler.osb;

import java.time.Instant;

/**
 * A catalog ready to be sent: serialised once, with what conditional requests need.
 *
 * @param json the response body; not to be modified
 * @param etag a strong entity tag with its quotes, a function of the body alone: equal on every replica
 * @param lastModified when this content was first published, whole seconds
 */
public record PublishedCatalog(Catalog catalog, byte[] json, String etag, Instant lastModified) {}
